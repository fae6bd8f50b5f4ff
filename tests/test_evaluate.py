import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import maitu
from graph.document import from_text
from graph.errors import DocumentError
from graph.evaluate import Evaluation, Figures, evaluate, read_gold
from graph.extract import extract
from graph.facts import Entity, EntityType, Evidence, Facts, Outcome, Predicate, Qualifier, Relation

TEXT = "青禾县举办“种粮能手”培训。2023年，县农业农村局培训农民1200余人次，与白石镇联合建成粮仓3座。"
BUREAU = Entity("o1", EntityType.ORGANIZATION, "青禾县农业农村局", ("县农业农村局",))
COUNTY = Entity("p1", EntityType.PLACE, "青禾县")
TOWN = Entity("p2", EntityType.PLACE, "白石镇")
COURSE = Entity("g1", EntityType.PROGRAM, "“种粮能手”培训")


def quote(words: str) -> Evidence:
    return Evidence(words, (), -1)


def relation(subject: Entity, predicate: Predicate, item: Entity) -> Relation:
    return Relation(subject.id, predicate, item.id, quote("举办“种粮能手”培训"), 1.0, "gold")


TRAINED = Outcome(
    "培训农民", 1200.0, "人次", Qualifier.MORE_THAN, "2023年", "o1", None, None, quote("培训农民1200余人次"),
)
GRANARIES = Outcome("建成粮仓", 3.0, "座", None, "2023年", "o1", None, None, quote("建成粮仓3座"))
GOLD = Facts(
    "a.txt", (BUREAU, COUNTY, TOWN, COURSE),
    (relation(COUNTY, Predicate.RUNS, COURSE), relation(BUREAU, Predicate.PARTNERS_WITH, TOWN)), (TRAINED, GRANARIES),
)


def against(**changes: tuple[object, ...]) -> Evaluation:
    return evaluate([GOLD], [replace(GOLD, **changes)])  # type: ignore[arg-type]  # the table below holds the right ones


def test_what_agrees_with_itself_is_perfect() -> None:
    result = evaluate([GOLD], [GOLD])
    assert result.score == 1
    assert not result.errors
    assert result.entities == Figures(4, 4, 4)
    assert result.by_type[EntityType.PLACE] == Figures(2, 2, 2)
    assert EntityType.PERSON not in result.by_type


def test_a_document_without_prediction_counts_as_missed_and_one_without_gold_not_at_all() -> None:
    result = evaluate([GOLD], [replace(GOLD, document="b.txt")])
    assert result.entities == Figures(0, 4, 0)
    assert result.relations == Figures(0, 2, 0)
    assert result.complete == Figures(0, 2, 0)
    assert {error.made_up for error in result.errors} == {False}
    assert len(result.errors) == 8


def test_nothing_said_of_nothing_is_right() -> None:
    nothing = Facts("a.txt", (), (), ())
    assert evaluate([nothing], [nothing]).score == 1
    assert evaluate([nothing], [GOLD]).entities.recall == 0


@pytest.mark.parametrize(
    ("predicted", "entities", "names"),
    [
        (replace(BUREAU, name="县农业农村局", aliases=()), 4, 3),  # found by an alias
        (replace(BUREAU, name="“青禾县 农业农村局”", aliases=()), 4, 4),  # marks and blanks do not count
        (replace(BUREAU, name="农业农村局", aliases=()), 3, 3),
        (replace(BUREAU, type=EntityType.PLACE), 3, 3),
    ],
)
def test_entities_agree_by_type_and_a_name_in_common(predicted: Entity, entities: int, names: int) -> None:
    result = against(entities=(predicted, COUNTY, TOWN, COURSE))
    assert result.entities == Figures(entities, 4, 4)
    assert result.names == Figures(names, entities, entities)


def test_one_entity_answers_for_one_only_and_the_most_alike_first() -> None:
    short = replace(BUREAU, id="o9", name="县农业农村局", aliases=())
    result = against(entities=(short, BUREAU, COUNTY, TOWN, COURSE))
    assert result.entities == Figures(4, 4, 5)
    assert result.names.hits == 4
    assert [error.text for error in result.errors] == ["Organization 县农业农村局"]


@pytest.mark.parametrize(
    ("predicted", "figures"),
    [
        ((relation(TOWN, Predicate.PARTNERS_WITH, BUREAU),), Figures(1, 2, 1)),  # equals either way round
        ((relation(COURSE, Predicate.RUNS, COUNTY),), Figures(0, 2, 1)),
        ((relation(COUNTY, Predicate.RUNS, COURSE),) * 2, Figures(1, 2, 1)),  # said twice, counted once
        ((relation(COUNTY, Predicate.ISSUED, COURSE),), Figures(0, 2, 1)),
    ],
)
def test_relations_agree_by_both_ends_and_predicate(predicted: tuple[Relation, ...], figures: Figures) -> None:
    assert against(relations=predicted).relations == figures


def test_a_relation_of_an_entity_that_is_not_in_the_gold_is_made_up() -> None:
    other = Entity("o2", EntityType.ORGANIZATION, "红叶镇供销社")
    runs = relation(other, Predicate.RUNS, COURSE)
    result = against(entities=(BUREAU, COUNTY, TOWN, COURSE, other), relations=(runs,))
    assert result.by_predicate[Predicate.RUNS] == Figures(0, 1, 1)
    assert "红叶镇供销社 —runs→ “种粮能手”培训" in {error.text for error in result.errors if error.made_up}


@pytest.mark.parametrize(
    ("predicted", "found", "complete", "wrong"),
    [
        (TRAINED, 2, 2, set()),
        (replace(TRAINED, value=1201), 1, 1, set()),
        (replace(TRAINED, unit="人"), 1, 1, set()),
        (replace(TRAINED, indicator="种植面积", evidence=quote("面积")), 1, 1, set()),
        (replace(TRAINED, indicator="总数"), 2, 1, {"indicator"}),  # the same words of the text, other words for them
        (replace(TRAINED, qualifier=None), 2, 1, {"qualifier"}),
        (replace(TRAINED, period="去年"), 2, 1, {"period"}),
        (replace(TRAINED, period=" 2023 年"), 2, 2, set()),
        (replace(TRAINED, subject="p1"), 2, 1, {"subject"}),
        (replace(TRAINED, subject=None), 2, 1, {"subject"}),
        (replace(TRAINED, target=True), 1, 1, set()),  # an aim is no result
    ],
)
def test_outcomes_agree_by_value_unit_and_words_or_place(
    predicted: Outcome, found: int, complete: int, wrong: set[str],
) -> None:
    result = against(outcomes=(predicted, GRANARIES))
    assert result.outcomes.hits == found
    assert result.complete.hits == complete
    assert {fact for fact, figures in result.by_fact.items() if figures.hits < figures.gold} == wrong


def test_figures_of_several_documents_are_those_of_their_sums() -> None:
    result = evaluate([GOLD, replace(GOLD, document="b.txt")], [GOLD])
    assert result.entities == Figures(4, 8, 4)
    assert result.entities.precision == 1
    assert result.entities.recall == 0.5
    assert result.entities.f1 == 0.6667


def test_errors_tell_the_sentence_that_they_stand_in() -> None:
    result = evaluate([GOLD], [replace(GOLD, outcomes=(), entities=(BUREAU, COUNTY, TOWN))], [from_text("a.txt", TEXT)])
    sentences = {error.text: error.sentence for error in result.errors}
    assert sentences["建成粮仓 = 3 座"].startswith("2023年，县农业农村局")
    assert sentences["Program “种粮能手”培训"] == "青禾县举办“种粮能手”培训。"


def test_the_figures_as_json_are_rounded_to_four_digits() -> None:
    figures = against(entities=(BUREAU, COUNTY, TOWN)).to_json()["figures"]["entities"]
    assert figures == {"p": 1.0, "r": 0.75, "f1": 0.8571, "hits": 3, "gold": 4, "pred": 3}


def test_gold_is_read_from_a_file_or_a_folder_by_name(tmp_path: Path) -> None:
    for name in ("b", "a"):
        content = replace(GOLD, document=f"{name}.txt").to_json()
        (tmp_path / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    assert [facts.document for facts in read_gold(tmp_path)] == ["a.txt", "b.txt"]
    assert evaluate(read_gold(tmp_path / "a.json"), [GOLD]).score == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "Expecting property name"),
        ("[]", "list"),
        ('{"document": "a.txt", "entities": [{"id": "o1"}], "relations": [], "outcomes": []}', "lacks 'type'"),
        ('{"document": "a", "entities": [{"id": "o", "type": "Star", "name": "x"}], "relations": []}', "'Star'"),
        ('{"document": 7, "entities": [], "relations": []}', "7 stands where there must be text"),
        ('{"document": "a", "entities": [{"id": [], "type": "Place", "name": "x"}], "relations": []}', "[] stands"),
        ('{"document": "\\ud800", "entities": [], "relations": []}', "surrogates"),
    ],
)
def test_gold_of_another_form_is_refused_by_name_of_file_and_fault(content: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "wrong.json"
    file.write_text(content, "utf-8")
    with pytest.raises(DocumentError, match=r"wrong\.json") as refused:
        read_gold(file)
    assert said in str(refused.value)


def test_a_folder_without_gold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="holds no"):
        read_gold(tmp_path)


@pytest.fixture
def annotated(tmp_path: Path) -> Path:
    """A folder with a document and its annotation, of which extraction cannot find the last person."""
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    gold = replace(GOLD, entities=(*GOLD.entities, Entity("h1", EntityType.PERSON, "未提及")))
    (tmp_path / "a.json").write_text(json.dumps(gold.to_json(), ensure_ascii=False), "utf-8")
    return tmp_path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(maitu, ["evaluate", *map(str, arguments)])


def test_the_command_prints_the_figures_of_what_extraction_finds(annotated: Path) -> None:
    shown = run(annotated / "a.json", annotated, "--json", "--errors")
    document = from_text("a.txt", TEXT)
    expected = evaluate(read_gold(annotated), [extract(document)], [document])
    assert json.loads(shown.stdout) == expected.to_json()
    table = run(annotated)
    assert f"{expected.outcomes.f1:.3f}" in table.stdout
    assert f"{expected.score:.3f}" in table.stderr
    assert "未提及" not in table.stdout


def test_the_command_lists_errors_when_asked(annotated: Path) -> None:
    assert "Person 未提及" in run(annotated, "--errors").stdout
    assert "errors" not in json.loads(run(annotated, "--json").stdout)


def test_the_command_refuses_gold_without_its_document(annotated: Path) -> None:
    (annotated / "a.txt").unlink()
    result = run(annotated)
    assert result.exit_code == 1
    assert "a.txt is annotated, but not in" in result.stderr
    assert run(annotated / "missing.json").exit_code == 1
