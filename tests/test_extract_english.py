"""What an invented English document states; and that no figure, name or relation is made of what states none."""

from datetime import date

import pytest

from graph.document import from_text
from graph.extract import extract
from graph.facts import EntityType, Facts, Outcome, Predicate, Qualifier

REPORT = (
    "Brightwater County Literacy Report 2024\n\n"
    "Published March 3, 2025\n\n"
    "The Brightwater County Office of Public Learning (BCOPL) launched the Open Shelves Program in Larkford in "
    "2019. Since 2019, BCOPL has trained more than 40 tutors and reached 1,200 households. Last year the office "
    "awarded $3.2 million in grants to 35 libraries.\n\n"
    "The Open Shelves Program was operated by the Larkford Public Library in partnership with Millbrook Community "
    "College and the Harrow Foundation. From 2021 to 2023, nearly 25 percent of families borrowed books. By 2030, "
    "the county plans to serve 5,000 households.\n\n"
    "Director Maria Holt said the program is popular. BCOPL Deputy Director Tomas Reyes attended the Northern "
    "Reading Forum. The library received the Golden Page Award in fiscal year 2025. The Board of Education "
    "adopted the Family Literacy Act. The Open Shelves Program was authorized by the Family Literacy Act.\n\n"
)


@pytest.fixture(scope="module")
def facts() -> Facts:
    return extract(from_text("report.txt", REPORT))


def names(facts: Facts, kind: EntityType) -> set[str]:
    return {entity.name for entity in facts.entities if entity.type is kind}


def relations(facts: Facts) -> set[tuple[str, str, str]]:
    by_id = {entity.id: entity.name for entity in facts.entities}
    return {(by_id[r.subject], r.predicate.value, by_id[r.object]) for r in facts.relations}


def outcomes(text: str) -> list[Outcome]:
    return list(extract(from_text("a.txt", text), language="en").outcomes)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (EntityType.ORGANIZATION, {"Brightwater County Office of Public Learning", "Larkford Public Library",
                                   "Millbrook Community College", "Harrow Foundation", "Board of Education"}),
        (EntityType.PROGRAM, {"Open Shelves Program"}),
        (EntityType.POLICY, {"Family Literacy Act"}),
        (EntityType.PLACE, {"Larkford"}),
        (EntityType.PERSON, {"Maria Holt", "Tomas Reyes"}),
        (EntityType.EVENT, {"Northern Reading Forum"}),
        (EntityType.RECOGNITION, {"Golden Page Award"}),
    ],
)
def test_names_of_every_type_are_found(facts: Facts, kind: EntityType, expected: set[str]) -> None:
    assert names(facts, kind) == expected


def test_a_short_form_in_brackets_is_the_same_body(facts: Facts) -> None:
    body = next(e for e in facts.entities if e.name == "Brightwater County Office of Public Learning")
    assert body.aliases == ("BCOPL",)
    assert len(body.mentions) == 4
    assert len(body.identity) == len(body.aliases)


@pytest.mark.parametrize(
    "stated",
    [
        ("Brightwater County Office of Public Learning", Predicate.RUNS, "Open Shelves Program"),
        ("Open Shelves Program", Predicate.LOCATED_IN, "Larkford"),
        ("Larkford Public Library", Predicate.RUNS, "Open Shelves Program"),
        ("Larkford Public Library", Predicate.PARTNERS_WITH, "Millbrook Community College"),
        ("Larkford Public Library", Predicate.PARTNERS_WITH, "Harrow Foundation"),
        ("Tomas Reyes", Predicate.LEADS, "Brightwater County Office of Public Learning"),
        ("Tomas Reyes", Predicate.PARTICIPATES_IN, "Northern Reading Forum"),
        ("Larkford Public Library", Predicate.RECOGNISED_AS, "Golden Page Award"),
        ("Board of Education", Predicate.ISSUED, "Family Literacy Act"),
        ("Open Shelves Program", Predicate.BASED_ON, "Family Literacy Act"),
    ],
)
def test_relations_of_every_kind_are_found(facts: Facts, stated: tuple[str, str, str]) -> None:
    assert stated in relations(facts)


@pytest.mark.parametrize(
    ("value", "unit", "qualifier", "period", "first", "last"),
    [
        (40, "tutors", Qualifier.MORE_THAN, "Since 2019", date(2019, 1, 1), date(2025, 3, 3)),
        (1200, "households", None, "Since 2019", date(2019, 1, 1), date(2025, 3, 3)),
        (3_200_000, "$", None, "Last year", date(2024, 1, 1), date(2024, 12, 31)),
        (35, "libraries", None, "Last year", date(2024, 1, 1), date(2024, 12, 31)),
        (25, "percent", Qualifier.NEARLY, "From 2021 to 2023", date(2021, 1, 1), date(2023, 12, 31)),
    ],
)
def test_results_bear_value_unit_hedge_and_days(
    facts: Facts, value: float, unit: str, qualifier: Qualifier | None, period: str, first: date, last: date,
) -> None:
    found = next(o for o in facts.outcomes if o.value == value)
    assert (found.unit, found.qualifier, found.period, found.target) == (unit, qualifier, period, False)
    assert (found.period_start, found.period_end) == (first, last)


def test_we_is_the_body_that_the_committees_of_the_text_are_named_after() -> None:
    text = (
        "We launched the Night Reading Program in partnership with Harrow College. "
        "I like the team at LFRA, and the LFRA Garden Committee is kind."
    )
    stated = relations(extract(from_text("a.txt", text)))
    assert {("LFRA", "runs", "Night Reading Program"), ("LFRA", "partnersWith", "Harrow College")} <= stated


def test_we_is_nobody_where_the_text_does_not_say_who() -> None:
    facts = extract(from_text("a.txt", "We launched the Night Reading Program. It is for all of the town."))
    assert facts.relations == ()


def test_an_aim_is_a_target(facts: Facts) -> None:
    assert [(o.value, o.unit) for o in facts.outcomes if o.target] == [(5000, "households")]


def test_every_fact_is_quoted_from_the_document(facts: Facts) -> None:
    evidence = [relation.evidence for relation in facts.relations] + [outcome.evidence for outcome in facts.outcomes]
    evidence += [mention for entity in facts.entities for mention in entity.mentions]
    assert evidence
    for one in evidence:
        assert "".join(REPORT[start:end] for start, end in one.spans).replace("\n", " ") == one.quote


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("in fiscal year 2025", date(2024, 10, 1), date(2025, 9, 30)),
        ("in FY2024", date(2023, 10, 1), date(2024, 9, 30)),
        ("on 5 May 2021", date(2021, 5, 5), date(2021, 5, 5)),
        ("in July 2022", date(2022, 7, 1), date(2022, 7, 31)),
        ("on May 5, 2021", date(2021, 5, 5), date(2021, 5, 5)),
        ("between 2018 and 2020", date(2018, 1, 1), date(2020, 12, 31)),
        ("this year", date(2023, 1, 1), date(2023, 12, 31)),
        ("in the past three years", date(2020, 6, 1), date(2023, 6, 1)),
    ],
)
def test_periods_come_to_days(words: str, first: date, last: date) -> None:
    (found,) = outcomes(f"Town Work\n\nPublished June 1, 2023\n\nThe Larkford Library served 900 readers {words}.")
    assert (found.period_start, found.period_end) == (first, last)


@pytest.mark.parametrize(
    ("words", "value", "unit"),
    [
        ("distributed 1.1 million pounds of food", 1_100_000, "pounds"),
        ("spent $14,803,601 on repairs", 14_803_601, "$"),
        ("added seven schools", 7, "schools"),
        ("cut waste by 12.5%", 12.5, "%"),
        ("raised €2 billion in funds", 2_000_000_000, "€"),
    ],
)
def test_numbers_are_worked_out(words: str, value: float, unit: str) -> None:
    assert [(o.value, o.unit) for o in outcomes(f"The Larkford Library {words}.")] == [(value, unit)]


@pytest.mark.parametrize(
    "text",
    [
        "The line runs along Highway 101 to District 7.",
        "A 110-foot tower stands on S. 370th Street.",
        "The service offers speeds of up to 50 Mbps.",
        "The work took three years and two months.",
        "Neighbors owed from 3,000 to 25,000 dollars.",
        "She was born in 1970 and moved in 1990.",
    ],
)
def test_numbers_that_report_nothing_are_no_figures(text: str) -> None:
    assert outcomes(text) == []


def test_a_change_between_two_dates_is_two_results_each_with_its_own_period() -> None:
    found = outcomes("Vaccination coverage rose from 61 percent in 2019 to 83 percent in 2023.")
    assert [(o.value, o.period) for o in found] == [(61, "2019"), (83, "2023")]
    assert {o.indicator for o in found} == {"Vaccination coverage"}


def test_who_pays_or_where_it_is_does_not_become_whose_result_it_is() -> None:
    text = "The Rural Roads Project, funded by the Eastern Development Bank, trained 45 drivers."
    (found,) = outcomes(text)
    assert found.subject is None
    assert found.program is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Grants went to towns in Alder, Birch and Cedar counties.", {"Alder County", "Birch County", "Cedar County"}),
        ("The City of Larkford paved roads, and Larkford grew.", {"City of Larkford"}),
        ("The work went on in Elmsted, Oakham, and Ashby.", {"Elmsted", "Oakham", "Ashby"}),
    ],
)
def test_places_share_a_head_a_list_or_a_short_form(text: str, expected: set[str]) -> None:
    assert names(extract(from_text("a.txt", text), language="en"), EntityType.PLACE) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The program is for residents of every county. The department has an office in the city.",
        "Monday was cold. In January the days are short.",
        "The project needs a local Internet Service Provider to do the work.",
        "OUR WORK IS FOR ALL OF THE PEOPLE IN THE WORLD",
    ],
)
def test_kinds_of_things_are_no_names(text: str) -> None:
    assert extract(from_text("a.txt", text)).entities == ()


def test_time_grows_with_the_text_and_no_more() -> None:
    from time import process_time

    def seconds(count: int) -> float:
        document = from_text("a.txt", REPORT.split("\n\n", 2)[2] * count)
        start = process_time()
        extract(document, language="en")
        return process_time() - start

    def fastest(count: int) -> float:  # whatever else the machine does only adds to it
        return min(seconds(count) for _ in range(3))

    seconds(4)
    assert fastest(80) < 20 * max(fastest(10), 0.01)
