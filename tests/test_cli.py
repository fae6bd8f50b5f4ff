"""The command `maitu`, run as a user runs it, on a graph that is really built."""

import csv
import html
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import COMMANDS, Commands, maitu
from app.console import printable, write_whole
from app.setup import ROOT
from graph.store import open_store

TEXT = """竹溪县：把课堂搬到田埂上

本报讯（记者 王小石）2023年以来，竹溪县实施“银杏工程”，举办各类培训班42期，培训农村党员3600余人次。\
竹溪县委组织部印发《竹溪县农村党员教育实施办法》，联合竹溪县农业农村局开展技术指导。
"""

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the seed and a document of our own, built by the command; not to be changed."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "zhuxi.txt").write_text(TEXT, "utf-8")
    store = folder / "store"
    arguments = ["--store", str(store), "build", str(ROOT / "seeds"), str(folder / "zhuxi.txt")]
    result = CliRunner().invoke(maitu, arguments)
    assert result.exit_code == 0, result.output
    return store


@pytest.fixture
def run(built: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `maitu` on the built store."""
    monkeypatch.setenv("MAITU_STORE", str(built))

    def invoke(*arguments: str | Path, **options: str) -> Result:
        return CliRunner().invoke(maitu, [str(argument) for argument in arguments], **options)  # type: ignore[arg-type]

    return invoke


@pytest.fixture
def run_alone(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `maitu` on a store that is not there yet, in a folder of its own that holds zhuxi.txt."""
    monkeypatch.setenv("MAITU_STORE", str(tmp_path / "store"))
    monkeypatch.chdir(tmp_path)
    Path("zhuxi.txt").write_text(TEXT, "utf-8")
    return run


def maitu_process(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "app.cli", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


# Help and usage


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_each_command_begins_as_the_list_of_commands_says_and_has_examples(name: str, run: Run) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    words = " ".join(result.output.split())
    assert COMMANDS[name].rstrip(".") in words
    assert f"\n    maitu {name}" in result.output.split("Examples:")[1]


def test_each_module_of_commands_is_listed() -> None:
    modules = {path.stem for path in (ROOT / "app" / "commands").glob("*.py")} - {"__init__"}
    assert modules == set(COMMANDS) == set(Commands().list_commands(None))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["shwo"], "Did you mean 'show'?"),
        (["zzz"], "No such command 'zzz'"),
        (["show"], "Missing argument"),
        (["build", "--store"], "requires an argument"),
        (["query", "ASK {}", "--saved", "x"], "Give one query"),
        (["query", "--saved", "nothing-like-it"], "none of the saved questions"),
        (["query", "SELECT * { ?s ?p ?o }", "--format", "ttl"], "CONSTRUCT"),
        (["export", "-o", "graph.docx"], "docx"),
        (["draw", "茅箭区", "-o", "picture.gif"], "gif"),
        (["serve", "--port", "0"], "--port"),
    ],
)
def test_a_wrong_call_exits_with_2_and_says_what_is_wrong(arguments: list[str], words: str, run: Run) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""


# build, remove, extract


def test_build_skips_what_is_unchanged_and_replaces_what_has_changed(run_alone: Run) -> None:
    assert json.loads(run_alone("build", "zhuxi.txt", "--json").stdout)["documents"][0]["state"] == "added"
    assert json.loads(run_alone("build", "zhuxi.txt", "--json").stdout)["documents"][0]["state"] == "unchanged"
    assert "银杏工程" in run_alone("show", "银杏工程").stdout
    Path("zhuxi.txt").write_text(TEXT.replace("银杏工程", "红枫工程"), "utf-8")
    assert json.loads(run_alone("build", "zhuxi.txt", "--json").stdout)["documents"][0]["state"] == "replaced"
    assert run_alone("show", "银杏工程").exit_code == 1
    assert "红枫工程" in run_alone("show", "红枫工程").stdout


def test_build_goes_on_after_bad_documents_and_lists_them_at_the_end(run_alone: Run) -> None:
    Path("bad").mkdir()
    Path("bad/empty.txt").write_text("  \n", "utf-8")
    Path("bad/bytes.txt").write_bytes(b"\xff\xfe\xff\xff\x00\xd8")
    Path("bad/zz.txt").write_text(TEXT, "utf-8")
    result = run_alone("build", "bad", "gone.txt", "picture.jpg")
    assert result.exit_code == 1
    for name in ("empty.txt", "bytes.txt", "gone.txt", "picture.jpg"):
        assert name in result.stderr
    assert "zz.txt" in run_alone("stats").stdout


def test_two_documents_of_one_name_do_not_overwrite_each_other(run_alone: Run) -> None:
    Path("a").mkdir()
    Path("a/zhuxi.txt").write_text(TEXT.replace("竹溪", "竹山"), "utf-8")
    result = run_alone("build", "zhuxi.txt", "a/zhuxi.txt")
    assert result.exit_code == 1
    assert "a/zhuxi.txt" in result.stderr
    assert run_alone("show", "竹溪县").exit_code == 0


def test_remove_takes_a_document_out_and_names_near_misses(run_alone: Run) -> None:
    run_alone("build", "zhuxi.txt")
    near = run_alone("remove", "zhuxy.txt")
    assert (near.exit_code, "zhuxi.txt" in near.stderr) == (1, True)
    assert run_alone("remove", "zhuxi.txt").exit_code == 0
    assert run_alone("show", "竹溪县").exit_code == 1


def test_extract_prints_one_object_a_file_or_writes_one_file_each(run_alone: Run) -> None:
    facts = json.loads(run_alone("extract", "zhuxi.txt").stdout)
    assert {"银杏工程"} <= {entity["name"].strip("“”") for entity in facts["entities"]}
    result = run_alone("extract", "zhuxi.txt", "gone.txt", "-o", "facts")
    assert result.exit_code == 1
    assert "gone.txt" in result.stderr
    assert json.loads(Path("facts/zhuxi.json").read_text("utf-8")) == facts
    assert [path.name for path in Path("facts").iterdir()] == ["zhuxi.json"]


# query


def test_query_prints_a_table_csv_and_json(run: Run) -> None:
    sparql = "SELECT ?name { ?p a maitu:Program ; rdfs:label ?name } ORDER BY ?name"
    names = [row["name"] for row in csv.DictReader(io.StringIO(run("query", sparql, "--format", "csv").stdout))]
    assert len(names) > 3
    bindings = json.loads(run("query", sparql, "--json").stdout)["results"]["bindings"]
    assert [binding["name"]["value"] for binding in bindings] == names
    table = run("query", sparql)
    assert all(name in table.stdout for name in names)
    assert f"{len(names)} rows" in table.stderr


def test_query_takes_its_text_from_an_argument_a_file_or_standard_input(run: Run, tmp_path: Path) -> None:
    sparql = "ASK { ?p a maitu:Program }"
    (tmp_path / "ask.rq").write_text(sparql, "utf-8")
    for result in (run("query", sparql), run("query", "--file", tmp_path / "ask.rq"), run("query", input=sparql)):
        assert result.stdout == "true\n"


def test_construct_is_printed_as_turtle(run: Run) -> None:
    result = run("query", "CONSTRUCT WHERE { ?a maitu:runs ?b }", "--format", "ttl")
    assert result.exit_code == 0
    assert "maitu:runs" in result.stdout


def test_every_saved_question_can_be_asked(run: Run) -> None:
    listed = run("query", "--list")
    assert listed.exit_code == 0
    from graph.query import saved

    for name in saved():
        assert name in listed.stdout
        assert run("query", "--saved", name, "--format", "csv").exit_code == 0, name


@pytest.mark.parametrize(
    ("sparql", "word"),
    [
        ("SELECT ?x WHERE {", "not SPARQL"),
        ("DELETE WHERE { ?s ?p ?o }", "read"),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "read"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "SERVICE"),
    ],
)
def test_a_query_that_is_broken_or_not_allowed_exits_with_1(sparql: str, word: str, run: Run) -> None:
    result = run("query", sparql)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert word in result.stderr
    assert "Traceback" not in result.stderr


def test_cells_that_a_spreadsheet_would_calculate_are_made_plain(run: Run) -> None:
    result = run("query", "SELECT ?x { BIND('=HYPERLINK(1)' AS ?x) }", "--format", "csv")
    assert next(csv.DictReader(io.StringIO(result.stdout)))["x"] == "'=HYPERLINK(1)"


# show, path, stats


def test_show_finds_an_entity_by_any_alias_and_gives_facts_outcomes_and_words(run: Run) -> None:
    for name in ("茅箭区", "茅箭"):
        result = run("show", name)
        assert result.exit_code == 0
        assert "茅箭区" in result.stdout
        assert "茅箭区组织工作综述" in result.stdout
    assert json.loads(run("show", "茅箭", "--json").stdout)["name"] == "茅箭区"


def test_a_name_that_is_not_in_the_graph_gets_suggestions(run: Run) -> None:
    result = run("show", "竹溪县委组识部")
    assert result.exit_code == 1
    assert "竹溪县委组织部" in result.stderr


def test_a_name_in_an_error_steers_no_terminal(run: Run) -> None:
    result = run("show", "甲\x1b[2J\u202e乙")
    assert result.exit_code == 1
    assert "甲" in result.output
    assert not {"\x1b", "\u202e"} & set(result.output)


def test_path_gives_each_step_with_its_words(run: Run) -> None:
    result = run("path", "竹溪县委组织部", "竹溪县农业农村局")
    assert result.exit_code == 0
    assert "联合" in result.stdout
    steps = json.loads(run("path", "竹溪县委组织部", "竹溪县农业农村局", "--json").stdout)[0]
    assert all(step["sources"] for step in steps)


def test_path_says_so_where_two_are_not_connected(run: Run) -> None:
    result = run("path", "竹溪县委组织部", "茅箭区")
    assert result.exit_code == 1
    assert "not connected" in result.stderr


def test_stats_counts_what_the_graph_holds(run: Run) -> None:
    counts = json.loads(run("stats", "--json").stdout)
    assert {document["file_name"] for document in counts["documents"]} == {"maojian.txt", "zhuxi.txt"}
    assert counts["classes"]["Program"] > 3
    assert "Program" in run("stats").stdout


# draw, export, validate, doctor


@pytest.mark.parametrize(("kind", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF"), ("html", b"<!")])
def test_draw_writes_each_kind_of_picture(kind: str, start: bytes, run: Run, tmp_path: Path) -> None:
    target = tmp_path / f"picture.{kind}"
    result = run("draw", "竹溪县", "-o", target)
    assert result.exit_code == 0, result.stderr
    assert target.read_bytes().startswith(start)


@pytest.mark.parametrize("kind", ["ttl", "nt", "nq", "jsonld", "graphml", "gexf", "csv"])
def test_export_writes_each_kind_of_file(kind: str, run: Run, tmp_path: Path) -> None:
    target = tmp_path / f"graph.{kind}"
    assert run("export", "-o", target).exit_code == 0
    text = html.unescape(target.read_text("utf-8"))
    assert "茅箭区" in text or json.dumps("茅箭区").strip('"') in text


def test_a_file_that_cannot_be_written_is_named_and_nothing_is_left(run: Run, tmp_path: Path) -> None:
    result = run("export", "-o", tmp_path / "none" / "graph.ttl")
    assert result.exit_code == 1
    assert str(tmp_path / "none") in result.stderr
    assert not list(tmp_path.iterdir())


def test_write_whole_leaves_the_file_as_it_was_when_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "file"
    write_whole(target, b"before")

    def full(_self: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(Exception, match="No space left"):
        write_whole(target, b"after")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("file", b"before")]


def test_a_built_graph_is_valid_and_sound(run: Run) -> None:
    for command in ("validate", "doctor"):
        result = run(command)
        assert result.exit_code == 0, result.output


# The store


def test_without_a_graph_the_user_is_told_to_build_one(run_alone: Run) -> None:
    result = run_alone("stats")
    assert result.exit_code == 1
    assert "maitu build" in result.stderr
    assert not Path("store").exists()


def test_a_folder_that_is_not_a_store_is_refused_and_left_alone(run_alone: Run) -> None:
    Path("papers").mkdir()
    Path("papers/thesis.txt").write_text("Mine.", "utf-8")
    result = run_alone("--store", "papers", "build", "zhuxi.txt")
    assert result.exit_code == 1
    assert "papers" in result.stderr
    assert [path.name for path in Path("papers").iterdir()] == ["thesis.txt"]


def test_a_second_writer_says_that_it_waits_and_writes_when_the_first_is_done(run_alone: Run, tmp_path: Path) -> None:
    run_alone("build", "zhuxi.txt")
    Path("other.txt").write_text(TEXT.replace("竹溪", "竹山"), "utf-8")
    with open_store(tmp_path / "store", write=True):
        process = maitu_process("build", "other.txt")
        assert process.stderr
        assert "Another process is writing" in process.stderr.readline()
    _, words = process.communicate(timeout=60)
    assert (process.returncode, words) == (0, "")


def test_the_store_may_be_named_before_and_after_the_command(
    run: Run, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MAITU_STORE")
    before, after = run("--store", built, "stats"), run("stats", "--store", built)
    assert before.exit_code == 0
    assert before.stdout == after.stdout


# Processes


@pytest.mark.usefixtures("run")
def test_a_reader_that_stops_reading_is_no_error() -> None:
    with maitu_process("query", "SELECT * { ?s ?p ?o }", "--format", "csv") as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()  # before it writes: how much a pipe holds differs from system to system
        words = process.stderr.read()
    assert "Traceback" not in words
    assert "Error" not in words


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
@pytest.mark.usefixtures("run")
def test_ctrl_c_ends_quietly_with_130() -> None:
    process = maitu_process("query")
    time.sleep(1.5)  # it waits for the query on standard input
    process.send_signal(signal.SIGINT)
    _, words = process.communicate(timeout=60)
    assert (process.returncode, words.strip()) == (130, "")


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_serve_names_a_port_that_is_in_use(run: Run, taken_port: int) -> None:
    result = run("serve", "--port", taken_port)
    assert result.exit_code == 1
    assert str(taken_port) in result.stderr
    assert "--port" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows does not tell what a finished process has used")
@pytest.mark.usefixtures("run")
@pytest.mark.parametrize(
    ("arguments", "limit"),
    [
        (["--help"], 25),  # on a quiet laptop 0.2 s
        (["query", "ASK {}"], 50),  # on a quiet laptop 0.45 s
    ],
)
def test_the_command_line_starts_in_so_many_times_what_an_empty_python_takes(
    arguments: list[str], limit: float
) -> None:
    assert _seconds_of_work("-P", "-m", "app.cli", *arguments) < limit * _seconds_of_work("-c", "")


def _seconds_of_work(*arguments: str) -> float:
    """What a Python and its children use of the processor, at best: other work on the machine adds nothing to it."""
    import resource

    used = []
    for _ in range(4):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(used)


def test_text_from_documents_does_not_steer_the_terminal() -> None:
    assert printable("a\x1b[31mb\u202ec\x07\t天\u3000地\n") == "a\ufffd[31mb\ufffdc\ufffd 天\u3000地\n"
