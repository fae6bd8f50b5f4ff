import re
import threading
import time
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions
from pyoxigraph import Store as Oxigraph

from app.setup import ROOT
from graph import query as module
from graph.errors import QueryError, QueryStoppedError
from graph.query import WORKERS, Boolean, Cancellation, Table, Triples, query, saved
from graph.query_guard import refuse_unbounded
from graph.query_worker import answer
from graph.store import Store, open_store
from ontology.terms import PREFIXES

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def names(store: Store, sparql: str) -> list[str]:
    answer = query(store, sparql)
    assert isinstance(answer, Table)
    return column(answer, answer.columns[0])


def column(answer: Table, name: str) -> list[str]:
    cells = [row[answer.columns.index(name)] for row in answer.rows]
    return [cell.value for cell in cells if isinstance(cell, NamedNode | Literal)]


def test_a_select_gives_a_table_of_terms(store: Store) -> None:
    answer = query(
        store, "SELECT ?name ?code { ?p a maitu:Program ; rdfs:label ?name OPTIONAL { ?p schema:identifier ?code } }"
    )
    assert answer == Table(("name", "code"), ((Literal("“百人计划”", language="zh"), None),), complete=True)


def test_an_ask_gives_a_boolean(store: Store) -> None:
    assert query(store, "ASK { ?x maitu:runs ?y }") == Boolean(value=True)
    assert query(store, "ASK { ?x maitu:leads ?y }") == Boolean(value=False)


def test_a_construct_and_a_describe_give_triples(store: Store) -> None:
    answer = query(store, "CONSTRUCT { ?b maitu:runs ?a } WHERE { ?a maitu:runs ?b }")
    assert isinstance(answer, Triples)
    assert len(answer.triples) == 2
    described = query(store, "DESCRIBE ?p { ?p a maitu:Program }")
    assert isinstance(described, Triples)
    assert described.triples


@pytest.mark.parametrize("term", [
    '"5"^^xsd:decimal', '"5.0"^^xsd:decimal', '"+05"^^xsd:integer', '"五"^^xsd:integer', '"1"^^xsd:double',
    '"1e3"^^xsd:double', '"true"^^xsd:boolean', '"1"^^xsd:boolean', '"1985"^^xsd:gYear', '""',
    '" 青 "@zh-hans', '"五"@en', '"a"^^<http://a/五>',
    r'"\t\n\r\"\\ \u2028 \u0007 \u202E \U0001F600"', "<http://a/b?c=d%20e#五>",
])
def test_a_term_comes_back_as_it_is(store: Store, term: str) -> None:
    """Of whatever datatype, and with whatever characters in it."""
    answer = query(store, f"SELECT ?one ?none ?same {{ BIND({term} AS ?one) BIND(SAMETERM(?one, {term}) AS ?same) }}")
    assert isinstance(answer, Table)
    ((one, none, same),) = answer.rows
    directly = Oxigraph().query(f"SELECT ?one {{ BIND({term} AS ?one) }}", prefixes=dict(PREFIXES))
    assert isinstance(directly, QuerySolutions)
    assert (one, none) == (next(directly)["one"], None)
    assert str(same) == str(Literal(value=True))


def test_all_documents_are_asked_together_and_a_count_counts_a_triple_once(store: Store) -> None:
    assert names(store, "SELECT (COUNT(*) AS ?n) { ?p a maitu:Program }") == ["1"]
    assert names(store, "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?p a maitu:Program } }") == ["2"]


@pytest.mark.parametrize(
    "prefix",
    [
        "maitu:runs",
        "rdf:type",
        "rdfs:label",
        "skos:altLabel",
        "prov:used",
        "schema:name",
        "org:memberOf",
        "oa:exact",
        "xsd:date",
    ],
)
def test_common_prefixes_need_not_be_declared(store: Store, prefix: str) -> None:
    assert isinstance(query(store, f"ASK {{ ?x ?y {prefix} }}"), Boolean)


def test_a_prefix_of_ones_own_goes_before_ours(store: Store) -> None:
    assert query(store, "PREFIX maitu: <urn:x:> ASK { ?x maitu:runs ?y }") == Boolean(value=False)


@pytest.mark.parametrize(("form", "asked"), [("nt", "CONSTRUCT { ?s ?p ?o } WHERE"), ("tsv", "SELECT ?s ?p ?o")])
def test_an_answer_that_is_cut_off_ends_with_a_whole_row_wherever_that_is(form: str, asked: str) -> None:
    large = Oxigraph()
    name = NamedNode("urn:p")
    large.extend(Quad(NamedNode(f"urn:{n}"), name, Literal("甲" * (n % 7))) for n in range(1500))
    request = {"sparql": asked + " { ?s ?p ?o }", "prefixes": {}, "default": (), "named": ()}
    request["forms"] = {"table": "tsv", "boolean": "json", "triples": "nt"}
    for rows in range(1, 600):
        _, (_, content, complete) = answer(large, {**request, "rows": rows})
        assert not complete
        assert content.endswith(b"\n")
        assert content.count(b"\n") == rows + (form == "tsv")


def test_rows_beyond_the_limit_are_left_out_and_that_is_told(store: Store) -> None:
    answer = query(store, "SELECT ?s { ?s ?p ?o }", rows=7)
    assert isinstance(answer, Table)
    assert (len(answer.rows), answer.complete) == (7, False)
    exact = query(store, "SELECT ?s { ?s ?p ?o } LIMIT 7", rows=7)
    assert isinstance(exact, Table)
    assert (len(exact.rows), exact.complete) == (7, True)
    triples = query(store, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", rows=7)
    assert isinstance(triples, Triples)
    assert (len(triples.triples), triples.complete) == (7, False)


def test_a_query_is_stopped_at_its_time_and_the_next_is_answered(store: Store) -> None:
    began = time.monotonic()
    with pytest.raises(QueryError, match=r"stopped after 0\.5 seconds"):
        query(store, ENDLESS, seconds=0.5)
    assert time.monotonic() - began < 2
    assert query(store, "ASK {}") == Boolean(value=True)


def test_a_query_that_fills_the_memory_is_stopped(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    script = module._WORKER.read_text("utf-8").replace("MEMORY = 1 << 30", "MEMORY = 100 << 20")
    worker = Path(str(store.location)).with_name("worker.py")
    worker.write_text(script, "utf-8")
    monkeypatch.setattr(module, "_WORKER", worker)
    module.close_workers()
    try:
        with pytest.raises(QueryError, match="of memory and was stopped"):
            query(store, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i", seconds=60)
    finally:
        module.close_workers()


def test_one_slow_query_does_not_keep_others_waiting(store: Store) -> None:
    slow: list[str] = []

    def ask() -> None:
        try:
            query(store, ENDLESS, seconds=3)
        except QueryError as error:
            slow.append(str(error))

    thread = threading.Thread(target=ask)
    thread.start()
    began = time.monotonic()
    for _ in range(5):
        assert query(store, "ASK {}") == Boolean(value=True)
    assert time.monotonic() - began < 2
    assert slow == []
    thread.join()
    assert len(slow) == 1


def test_a_query_is_stopped_on_demand_also_before_it_begins(store: Store) -> None:
    cancel = Cancellation()
    threading.Timer(0.5, cancel.cancel).start()
    began = time.monotonic()
    for _ in range(2):  # the second time it is cancelled already
        with pytest.raises(QueryStoppedError) as told:
            query(store, ENDLESS, seconds=30, cancel=cancel)
        assert told.value.reason == "cancelled"
    assert time.monotonic() - began < 2
    assert query(store, "ASK {}") == Boolean(value=True)


def test_a_cancellation_that_comes_too_late_leaves_the_next_query_alone(store: Store) -> None:
    for _ in range(20):
        cancel = Cancellation()
        assert query(store, "ASK {}", cancel=cancel) == Boolean(value=True)
        cancel.cancel()


def test_who_asks_much_leaves_a_worker_to_others_and_the_rest_wait_in_line(store: Store) -> None:
    cancel = Cancellation()
    reasons: list[str] = []

    def ask() -> None:
        with pytest.raises(QueryStoppedError) as told:
            query(store, ENDLESS, seconds=20, cancel=cancel, asker="greedy")
        reasons.append(told.value.reason)

    threads = [threading.Thread(target=ask) for _ in range(WORKERS + 2)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    try:
        began = time.monotonic()
        assert query(store, "ASK {}", asker="modest") == Boolean(value=True)
        assert time.monotonic() - began < 3
        with pytest.raises(QueryStoppedError, match="are running") as told:
            query(store, "ASK {}", seconds=0.2, asker="greedy")
        assert told.value.reason == "busy"
    finally:
        cancel.cancel()
        for thread in threads:
            thread.join(10)
    assert reasons == ["cancelled"] * (WORKERS + 2)


def test_small_queries_share_a_process_and_take_no_time(store: Store) -> None:
    query(store, "ASK {}")
    began = time.monotonic()
    for _ in range(20):
        query(store, "ASK { ?x maitu:runs ?y }")
    assert (time.monotonic() - began) / 20 < 0.05
    assert len(module._idle) <= 2


def test_a_query_sees_what_was_written_before_it(tmp_path: Path) -> None:
    graph, predicate = NamedNode("urn:g"), NamedNode("urn:p")
    with open_store(tmp_path / "s", write=True) as store:
        for number in range(3):
            value = Literal(str(number))
            store.replace("urn:g", [Quad(NamedNode("urn:s"), predicate, value, graph)])
            assert names(store, "SELECT ?o { ?s <urn:p> ?o }") == [str(number)]


@pytest.mark.parametrize(
    ("sparql", "word"),
    [
        ("INSERT DATA { <a:b> <a:b> <a:b> }", "INSERT"),
        ("DELETE WHERE { ?s ?p ?o }", "DELETE"),
        ("CLEAR ALL", "CLEAR"),
        ("drop graph <a:b>", "DROP"),
        ("LOAD <file:///etc/passwd>", "LOAD"),
        ("CREATE GRAPH <a:b>", "CREATE"),
        ("WITH <a:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "WITH"),
        ("MOVE <a:b> TO <a:c>", "MOVE"),
        ("COPY <a:b> TO <a:c>", "COPY"),
        ("ADD <a:b> TO <a:c>", "ADD"),
        ("PREFIX a: <urn:a> # harmless\n INSERT DATA { a:b a:b a:b }", "INSERT"),
        ("SELECT * { ?s ?p ?o } ; DROP ALL", "DROP"),
        ("SELECT * { SERVICE <http://localhost:1/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * { service silent <http://localhost:1/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * { SERVICE ?where { ?s ?p ?o } }", "SERVICE"),
        ("SELECT*{SERVICE<http://localhost:1/>{?s ?p ?o}}", "SERVICE"),
        ("PREFIX foo: <http://localhost:1/> SELECT*{SERVICEfoo:x{?s ?p ?o}}", "SERVICE"),
        ("PREFIX SERVICE: <urn:a> PREFIX : <http://localhost:1/> SELECT*{SERVICE:x{?s ?p ?o}}", "SERVICE"),
        ("SELECT*{maitu:s maitu:p trueSERVICEmaitu:b {?s ?p ?o}}", "SERVICE"),
        ("SELECT*{maitu:s maitu:p 1.SERVICE maitu:b {?s ?p ?o}}", "SERVICE"),
        ("SELECT * { ?s ?p 'a'SERVICE <http://localhost:1/> { } }", "SERVICE"),
        ("SELECT * { ?s ?p ?o # it's\n SERVICE <http://localhost:1/> { } }", "SERVICE"),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "FROM"),
        ("SELECT * from named <a:b> { ?s ?p ?o }", "FROM"),
        ("SELECT*FROMmaitu:a{?s ?p ?o}", "FROM"),
        ("ASK FROM <a:b> {}", "FROM"),
        ("DESCRIBE <a:b> FROM maitu:x WHERE { ?s ?p ?o }", "FROM"),
    ],
)
def test_what_changes_or_leaves_the_graph_is_refused_by_name(store: Store, sparql: str, word: str) -> None:
    with pytest.raises(QueryError, match=f"^{word} "):
        query(store, sparql)


@pytest.mark.parametrize(
    "sparql",
    [
        'SELECT * { ?s ?p "SERVICE <x> FROM DROP" }',
        "SELECT * { ?s ?p 'INSERT' } # DELETE SERVICE",
        "SELECT ?service ?from {}",
        'SELECT * { ?s ?p """a "LOAD" \\""" FROM """ }',
        "SELECT * { ?s <http://x/SERVICE#FROM> ?drop }",
        "SELECT * { ?s maitu:SERVICE maitu:from }",
        "PREFIX service: <urn:x> SELECT * { ?s service:x ?o . ?o a service:y }",
        "PREFIX from: <urn:x> SELECT * { ?s from:x from:y }",
        "SELECT $insert { $insert a _:load }",
        'SELECT * { ?s ?p "x"@service }',
        "SELECT * { FILTER(?a < ?b && ?c > ?d) }",
        "SELECT * { GRAPH <a:b> { ?s ?p ?o } }",
        "SELECT (COUNT(*) AS ?n) { ?s ?p 1.5e3, .5, 'it''s' }",
        "SELECT * { VALUES ?move { 1 } ?s ?add ?copy }",
    ],
)
def test_words_in_strings_comments_iris_and_names_are_no_keywords(sparql: str) -> None:
    refuse_unbounded(sparql)
    with pytest.raises(QueryError):
        refuse_unbounded(f"{sparql}\nSERVICE <x> {{}}")


@pytest.mark.parametrize(
    "bad", ["a-" * 50_000, '"""a' * 20_000, "<" * 50_000, "a.b:" * 30_000, "'" * 50_001, "{" * 50_000, "?" * 50_000]
)
def test_odd_text_is_scanned_in_no_time(bad: str) -> None:
    began = time.monotonic()
    refuse_unbounded(bad)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("sparql", "line", "column", "words"),
    [
        ("SELECT * {", 1, 11, "ends too early"),
        ("SELECT * { ?s ?p ?o }\nLIMT 20", 2, 1, "“LIMT” cannot stand here"),
        ("SELECT * { ?s a ?c . FILTR(?c > 1) }", 1, 22, "“FILTR” cannot stand here"),
        ("SELECT * {\n  ?s 中文 ?o\n}", 2, 6, "“中文” cannot stand here"),
        ("SELECT ?x {\n ?x a nope:y }", 2, 13, "prefix is not declared"),
        ("", 1, 1, "empty"),
        ("  \n", 1, 1, "empty"),
        ("PREFIX a: <urn:a>\n  SELEC ?x", 2, 3, "begins with SELECT, ASK, CONSTRUCT, DESCRIBE, not with “SELEC”"),
    ],
)
def test_a_malformed_query_is_told_with_line_and_column(
    store: Store, sparql: str, line: int, column: int, words: str
) -> None:
    with pytest.raises(QueryError, match=re.escape(words)) as told:
        query(store, sparql)
    assert (told.value.line, told.value.column) == (line, column)
    assert "\\u{" not in str(told.value)
    assert len(str(told.value)) < 300


def test_a_function_that_does_not_exist_is_an_error_of_the_query(store: Store) -> None:
    with pytest.raises(QueryError, match=r"failed.*not supported"):
        query(store, "SELECT (<urn:f>(1) AS ?x) {}")


def test_saved_questions_have_titles_and_are_ours() -> None:
    assert len(saved()) >= 8
    for name, question in saved().items():
        assert question.name == name
        assert question.title_en.endswith("?")
        assert question.title_zh.endswith("？")
        assert (ROOT / "graph" / "queries" / f"{name}.rq").read_text("utf-8") == question.sparql


@pytest.mark.parametrize("name", sorted(saved()))
def test_every_saved_question_runs(store: Store, name: str) -> None:
    answer = query(store, saved()[name].sparql)
    assert isinstance(answer, Table)
    assert answer.columns


@pytest.mark.parametrize(
    ("name", "head", "values"),
    [
        ("programs", "runnerName", {"云溪县", "云溪县委组织部"}),
        ("policies", "name", {"云溪县人才工作办法"}),
        ("policies", "issuerName", {"云溪县"}),
        ("partners", "otherName", {"清河公司"}),
        ("honours", "honourName", {"省级示范企业"}),
        ("outcomes", "value", {"12000"}),
        ("targets", "value", {"20000"}),
        ("sums", "total", {"24000"}),
        ("chains", "programName", {"“百人计划”"}),
        ("places", "depth", {"0", "1"}),
        ("active", "statements", {"2", "4"}),
        (
            "evidence",
            "quote",
            {
                "实施“百人计划”",
                "举办“百人计划”",
                "在双桥镇举办",
                "云溪县出台《云溪县人才工作办法》",
                "云溪县委组织部与清河公司合作",
                "在双桥镇举办“百人计划”",
                "清河公司被评为省级示范企业",
            },
        ),
    ],
)
def test_saved_questions_find_what_the_documents_state(store: Store, name: str, head: str, values: set[str]) -> None:
    answer = query(store, saved()[name].sparql)
    assert isinstance(answer, Table)
    assert set(column(answer, head)) == values
