"""The words of the explorer: complete in both languages, and each of them used."""

import ast
import pickle
import re
import string
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from app import i18n
from app.i18n import LANGUAGES, Language, dictionary, told, words_of_streamlit
from app.setup import ROOT
from graph import errors
from graph.document import from_bytes
from graph.errors import DocumentError, MaituError, QueryStoppedError
from graph.facts import Predicate, Qualifier
from graph.find import find
from graph.query import query
from graph.store import open_store
from tests.files import locked, pdf

SOURCES = [*(ROOT / "app").rglob("*.py"), *(ROOT / "app" / "components").rglob("*.html")]
CALL = re.compile(r"""\bt\(\s*f?["']([\w.{}'\[\]]+)["']""")


def used_keys() -> set[str]:
    return {key for path in SOURCES for key in CALL.findall(path.read_text("utf-8"))}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_hold_the_same_keys_in_the_same_order() -> None:
    assert list(dictionary("en")) == list(dictionary("zh"))


@pytest.mark.parametrize("key", list(dictionary("en")))
def test_both_languages_put_in_the_same_values(key: str) -> None:
    assert placeholders(dictionary("en")[key]) == placeholders(dictionary("zh")[key])


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_no_text_is_empty(language: Language) -> None:
    assert [key for key, text in dictionary(language).items() if not text.strip()] == []


def test_every_key_that_the_pages_use_is_there() -> None:
    whole = {key for key in used_keys() if "{" not in key and not key.endswith(".")}  # the others are put together
    assert len(whole) > 100
    assert whole - dictionary("en").keys() == set()


def test_every_key_is_used() -> None:
    patterns = [re.compile(re.sub(r"\\\{[^}]*\\\}", r"\\w+", re.escape(key))) for key in used_keys()]
    prefixes = ("qualifier.", "identity.", "column.")  # put together from what extraction says, and columns
    unused = [
        key for key in dictionary("en")
        if not key.startswith(prefixes) and not any(pattern.fullmatch(key) for pattern in patterns)
    ]
    assert unused == []


def test_every_relation_has_words_for_its_other_direction() -> None:
    assert {f"inverse.{predicate}" for predicate in Predicate} <= dictionary("en").keys()


def test_every_hedge_has_words() -> None:
    assert {f"qualifier.{qualifier.replace(' ', '_')}" for qualifier in Qualifier} <= dictionary("en").keys()


@pytest.mark.parametrize(("n", "english"), [(0, "0 steps"), (1, "1 step"), ("1", "1 step"), ("1,001", "1,001 steps")])
def test_an_english_number_takes_its_word_along(monkeypatch: pytest.MonkeyPatch, n: object, english: str) -> None:
    monkeypatch.setattr(i18n, "language", lambda: "en")
    assert i18n.t("explore.hop", n=n) == english


def test_chinese_texts_are_chinese() -> None:
    latin = {"app.title", "sparql.page", "export.ttl", "export.nt", "export.jsonld", "export.gexf", "export.graphml"}
    assert [key for key, text in dictionary("zh").items() if key not in latin and not re.search("[一-鿿]", text)] == []


WORDS = tomllib.loads((ROOT / "app" / "i18n" / "errors.zh.toml").read_text("utf-8"))
NOT_FOR_PAGES = ROOT / "app" / "commands"


def values(text: str) -> set[tuple[str, str]]:
    """The values that a template puts in, each with its format; quotes are each language's own."""
    return {(name, form or "") for _, name, form, _ in string.Formatter().parse(text) if name}


def based_on(one: ast.ClassDef, names: set[str]) -> bool:
    """Whether a class has a base of one of these names."""
    return any(isinstance(base, ast.Name) and base.id in names for base in one.bases)


def names_of_errors() -> set[str]:
    """Maitu's errors, by name."""
    sources = [(file, ast.parse(file.read_text("utf-8"))) for folder in ("graph", "app")
               for file in (ROOT / folder).rglob("*.py")]
    classes = [node for _, tree in sources for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    known = {"MaituError"}
    while found := {
        one.name for one in classes if based_on(one, known)
    } - known:
        known |= found
    return known


def raised() -> Iterator[tuple[str, str, set[str]]]:
    """Where each error is made that a page may show, with its template and the names of its values."""
    errors_of_ours = names_of_errors()
    assert {"DocumentError", "QueryStoppedError", "TooLargeError"} <= errors_of_ours
    for file in (file for folder in ("graph", "app") for file in sorted((ROOT / folder).rglob("*.py"))):
        if NOT_FOR_PAGES in file.parents:
            continue
        tree = ast.parse(file.read_text("utf-8"))
        others = {one.name for one in tree.body if isinstance(one, ast.ClassDef) and not based_on(one, errors_of_ours)}
        ours = errors_of_ours - others
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ours:
                names = {keyword.arg for keyword in node.keywords}
                assert None not in names, f"{file}, line {node.lineno}: name the values"
                for template in templates(node.args[0], tree, f"{file}, line {node.lineno}"):
                    yield f"{file}, line {node.lineno}", template, {name for name in names if name}


def templates(argument: ast.expr, tree: ast.Module, place: str) -> list[str]:
    """What the first argument of an error may be: a text as it stands, or any of the module's table TEMPLATES."""
    match argument:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.Name(id=name):
            for node in ast.walk(tree):
                match node:
                    case ast.Assign(targets=[ast.Name(id=other)], value=ast.Constant(value=str(text))) if other == name:
                        return [text]
                    case ast.Assign(targets=[ast.Name(id=other)], value=value) if other == name and any(
                        isinstance(part, ast.Name) and part.id == "_TEMPLATES" for part in ast.walk(value)
                    ):
                        return table(tree)
    raise AssertionError(f"{place}: the template is to stand there as it is")


def table(tree: ast.Module) -> list[str]:
    """The templates in the module's table."""
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="_TEMPLATES")], value=ast.Dict(values=texts)):
                return [text.value for text in texts if isinstance(text, ast.Constant) and isinstance(text.value, str)]
    raise AssertionError("there is no table of templates")


def test_every_error_is_a_template_with_its_values_and_has_chinese_words_for_it() -> None:
    found = list(raised())
    assert len(found) > 120
    for place, template, names in found:
        assert {name for name, _ in values(template)} <= names, place
        if re.search("[A-Za-z]{2}", re.sub(r"\{[^{}]*\}", "", template)):  # else it only puts others together
            assert template in WORDS["errors"], f"{place}: no Chinese for {template!r}"
    assert set(WORDS["errors"]) - {template for _, template, _ in found} == set()


@pytest.mark.parametrize("template", list(WORDS["errors"]))
def test_chinese_errors_put_in_the_same_values_in_the_same_formats(template: str) -> None:
    chinese = WORDS["errors"][template]
    assert values(chinese) == values(template)
    assert re.search("[一-鿿]|“", chinese)


def test_what_streamlit_says_keeps_its_values_in_chinese() -> None:
    words = words_of_streamlit("zh")
    assert len(words) > 50
    assert [own for own, theirs in words.items() if values(own) != values(theirs)] == []
    assert all(re.search("[一-鿿]", theirs) for theirs in words.values())
    assert words_of_streamlit("en") == {}


def test_values_keep_their_braces_formats_and_errors_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = DocumentError(
        "it unpacks to {size:,} bytes, more than {most:,}. Save its text alone.", size=250_000_000, most=200_000_000
    )
    error = DocumentError("{name}: {error}", name="{size}{0}.docx", error=inner)
    english = "{size}{0}.docx: it unpacks to 250,000,000 bytes, more than 200,000,000. Save its text alone."
    for language, message in (
        ("en", english),
        ("zh", "“{size}{0}.docx”：解压后有 250,000,000 字节，超过上限 200,000,000。请只保存其中的文字。"),
    ):
        monkeypatch.setattr(i18n, "language", lambda tongue=language: tongue)
        assert told(error) == message
    assert str(error) == english


def test_reasons_of_the_system_are_told_in_chinese_and_other_words_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "language", lambda: "zh")
    template = "{path} cannot be read: {why}. Name a file that exists."
    for why, shown in (("No such file or directory", "没有这个文件或文件夹"), ("Odd fault", "Odd fault")):
        error = DocumentError(template, path=Path("a.txt"), why=why)
        assert told(error) == f"无法读取“a.txt”：{shown}。请指定存在的文件。"
    assert told(DocumentError("Not of our words.")) == "Not of our words."


ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def ask(folder: Path, sparql: str, seconds: float = 30.0) -> None:
    graph, *nodes = (NamedNode(f"urn:{number}") for number in range(100))
    with open_store(folder, write=True) as store:
        store.replace(graph.value, [Quad(node, graph, node, graph) for node in nodes])
        query(store, sparql, seconds=seconds)


def open_damaged(folder: Path) -> None:
    (folder / "maitu-store.json").write_text("{")
    with open_store(folder):
        pass


def open_twice(folder: Path) -> None:
    with open_store(folder, write=True), open_store(folder, write=True, wait=0.1):
        pass


def look_up(folder: Path) -> None:
    with open_store(folder, write=True) as store:
        find(store, "无名县")


@pytest.mark.parametrize(
    ("fail", "message"),
    [
        (lambda _: from_bytes("空.txt", b" "), "“空.txt”是空文件。请提供至少含有一句话的文档。"),
        (lambda _: from_bytes("图.png", b"x"), "“图.png”：无法读取 .png 类型的文件。请另存为以下类型之一：.docx, "),
        (lambda _: from_bytes("扫描.pdf", pdf([[], []])), "“扫描.pdf”：共 2 页，都是没有文字的图像（如扫描件）。"),
        (lambda _: from_bytes("锁.pdf", pdf([[(9, 9, "a")]], password=True)), "“锁.pdf”：文件设有密码。"),
        (lambda _: from_bytes("锁.docx", locked()), "“锁.docx”：文件设有密码。请去掉密码后重新保存。"),
        (lambda _: from_bytes("坏.docx", b"PK"), "“坏.docx”：不是 Word 文档（.docx），或者已损坏。"),
        (lambda _: from_bytes("坏.pdf", b"%PDF"), "“坏.pdf”：不是 PDF 文件，或者已损坏。请重新保存为 PDF。"),
        (lambda _: from_bytes("乱.txt", b"\x81\x20"), "“乱.txt”：第 0 字节不是 UTF-8，第 0 字节不是 GB18030。"),
        (lambda folder: ask(folder, "SELEC ?a {}"), "SPARQL 语法错误，第 1 行第 1 列：查询应以 SELECT, "),
        (lambda folder: ask(folder, "ASK {\n ?x a nope:y }"), "SPARQL 语法错误，第 2 行第 13 列：前缀未声明。"),
        (lambda folder: ask(folder, "SELECT * {"), "SPARQL 语法错误，第 1 行第 11 列：语句不完整。"),
        (lambda folder: ask(folder, "DROP ALL"), "DROP 会改动图谱，而查询是只读的。"),
        (lambda folder: ask(folder, ENDLESS, 0.3), "查询已运行 0.3 秒，被停止。请缩小范围、加上 LIMIT，或放宽时限。"),
        (look_up, "没有名为“无名县”的事物。"),
        (open_damaged, "/maitu-store.json”已损坏。请删除“"),
        (open_twice, "另一进程仍在写入“"),
        (lambda folder: open_store(folder / "none").__enter__(), "”处还没有图谱。请用 `maitu build` 建立，"),
    ],
)
def test_what_people_run_into_is_said_in_chinese(
    fail: Callable[[Path], object], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(i18n, "language", lambda: "zh")
    with pytest.raises(MaituError) as caught:
        fail(tmp_path)
    assert message in told(caught.value)
    assert not re.search("[一-鿿]", str(caught.value).translate(dict.fromkeys(map(ord, "空图扫描锁坏乱无名县"))))


@pytest.mark.parametrize(
    "error",
    [
        DocumentError("{name}: {error}", name="a", error=DocumentError("{n:,} {x}", n=1000, x=ValueError("why"))),
        QueryStoppedError("after {seconds:g}", seconds=0.5, reason="time"),
        errors.NameNotFoundError("{name!r}", name="a", suggestions=("b",)),
        errors.QueryError("{line} {column}", line=1, column=2),
    ],
)
def test_errors_go_from_process_to_process_as_they_are(error: MaituError) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 (made here)
    assert (again, str(again)) == (error, str(error))
    assert again != DocumentError("{x}", x=1)
