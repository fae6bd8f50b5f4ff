from datetime import date
from pathlib import Path

import pytest

from graph.document import from_text
from graph.errors import LexiconError
from graph.extract import extract, lexicon
from graph.extract.lexicon import packs
from graph.facts import Qualifier
from graph.language import UNKNOWN, detect

TEXTS = {
    "zh": "青禾县农业农村局举办培训班5期，培训农民800人次。",
    "en": "The office held five courses in the county, and it trained more than 800 farmers.",
    "fr": "Le conseil du département a lancé un programme pour les jeunes, avec une aide de la région.",
    "de": "Der Landkreis hat mit der Stadt ein Programm für die Jugend aufgelegt, und es wird von allen genutzt.",
    "es": "El ayuntamiento puso en marcha un programa para los jóvenes con la ayuda de la región.",
    "ja": "この町の役場は、子どものための計画をはじめました。",
    "ru": "Администрация района начала программу для молодёжи.",
    "ar": "أطلقت البلدية برنامجا للشباب",
}


@pytest.mark.parametrize("code", TEXTS)
def test_the_language_of_a_text_is_told(code: str) -> None:
    assert detect(TEXTS[code]) == code


@pytest.mark.parametrize("text", ["", "12 345 678", "😀 🎉", "… — !", "Xyzzy plugh frotz gnusto"])
def test_a_text_in_no_language_is_told_as_such(text: str) -> None:
    assert detect(text) == UNKNOWN


def test_names_in_another_script_do_not_change_the_language() -> None:
    assert detect("青禾县与 Green Valley Food Bank 合作开展培训，" * 3) == "zh"
    assert detect("The county of Qinghe (青禾县) and the bank have a plan for all of the villages.") == "en"


@pytest.mark.parametrize("code", sorted(TEXTS.keys() - {"zh", "en"}))
def test_a_document_in_a_language_without_a_pack_is_refused_by_name(code: str) -> None:
    with pytest.raises(LexiconError, match=rf"a\.txt .*'{code}'.* Maitu reads en \(English\), zh \(Chinese\)"):
        extract(from_text("a.txt", TEXTS[code]))


def test_a_language_that_cannot_be_told_is_refused_until_it_is_named() -> None:
    document = from_text("a.txt", "Springfield Literacy Program: 1,200 books")
    with pytest.raises(LexiconError, match="cannot be told"):
        extract(document)
    assert extract(document, language="en").outcomes


def test_a_text_without_a_letter_states_nothing() -> None:
    facts = extract(from_text("a.txt", "12 345\n\n678 910"))
    assert (facts.entities, facts.relations, facts.outcomes) == ((), (), ())


def test_each_pack_says_how_its_language_is_written() -> None:
    assert packs() == {"en": "English", "zh": "Chinese"}


FRENCH = {
    "pack": 'writing = "spaced"\nname = "français"\nname_en = "French"\n',
    "words": """function = ["le", "la", "les", "de", "du", "des", "en", "et", "a", "dans"]
indefinite = ["un", "une"]
possessives = ["’s"]
speakers = ["nous"]
pronouns = ["il"]
oblique = ["par"]
pointers = ["le", "la"]
list_marks = [",", "et"]
ends = []
verb_endings = ["é"]
verbs = []
""",
    "names": """[heads]
Organization = ["département", "bibliothèque"]
Program = ["programme"]
[plurals]
[takes]
de = ["bibliothèque"]
[numbered]
[joints]
and = ["et"]
articles = ["la", "le"]
small = []
[short]
abbreviations = []
no_names = []
[context]
organization = []
place = ["à"]
program = []
[generic]
words = []
calendar = ["juin"]
""",
    "persons": 'posts = ["directeur"]\ntitles = []\nwithin = []\nspeech = []\n',
    "places": "names = []\n",
    "periods": """months = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet"]
since = ["depuis"]
in = ["en"]
from = ["de"]
to = ["à"]
fiscal = ["exercice"]
fiscal_month = 1
past = ["les"]
[relative]
"cette année" = 0
[lengths]
ans = 12
""",
    "figures": """decimal = ","
thousands = ["\u202f"]
percent = ["%"]
currencies = ["€"]
measures = []
no_results = []
limits = []
ranges = ["à"]
between = []
aims = ["prévoit"]
of = ["de"]
[magnitudes]
million = 1_000_000
[numerals]
deux = 2
[qualifiers]
"plus de" = "more than"
""",
    "frames": """[launch]
predicate = "runs"
subject = ["Organization"]
object = ["Program"]
forward = ["a lancé"]
backward = []
adjacent = false
confidence = 0.7
""",
}


def test_a_third_language_is_a_folder_of_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fr").mkdir()
    for name, content in FRENCH.items():
        (tmp_path / "fr" / f"{name}.toml").write_text(content, "utf-8")
    monkeypatch.setattr(lexicon, "_BUILT_IN", tmp_path)
    lexicon.packs.cache_clear()
    try:
        text = (
            "La Bibliothèque de Valmont a lancé le Programme Livre dans la ville. "
            "Elle est ouverte à tous les jeunes et elle a accueilli plus de 1\u202f200 enfants en juillet 2022."
        )
        facts = extract(from_text("a.txt", text))
    finally:
        lexicon.packs.cache_clear()
    assert [entity.name for entity in facts.entities] == ["Bibliothèque de Valmont"]
    (outcome,) = facts.outcomes
    assert (outcome.value, outcome.unit, outcome.qualifier) == (1200, "enfants", Qualifier.MORE_THAN)
    assert (outcome.period, outcome.period_start) == ("juillet 2022", date(2022, 7, 1))


def test_no_reader_of_spaced_languages_holds_words_of_one() -> None:
    folder = Path(__file__).parents[1] / "graph" / "extract"
    code = "\n".join(line.split("#")[0] for path in (folder / "spaced").glob("*.py")
                     for line in path.read_text("utf-8").splitlines())
    for word in (
        "county", "department", "launched", "million", "director",
    ):
        assert f'"{word}"' not in code
