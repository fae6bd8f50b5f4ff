import pytest

from graph.language import detect
from graph.normalize import is_traditional, normalize


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("培训１２０人，增长８．５％（ＮＯＶＯ＋）", "培训120人，增长8.5%（NOVO+）"),  # not the punctuation
        ("“⼈才计划”《⻘⽲县办法》", "“人才计划”《青禾县办法》"),  # radicals, as some PDF files hold them
        ("⻔⻋⻢⻰⻚", "门车马龙页"),
        ("\uf9fa\ufa0c", "狀兀"),  # compatibility ideographs
        ("青禾县\xa0委", "青禾县 委"),
        ("青禾縣委組織部開展“頭雁培訓”，發展黨員120名", "青禾县委组织部开展“头雁培训”，发展党员120名"),
        ("乾县举办书画著作展", "乾县举办书画著作展"),  # characters of both scripts stay in simplified text
        ("①㎡℃½", "①㎡℃½"),  # what is one character only by its look stays
        ("😀🎉 مرحبا", "😀🎉 مرحبا"),
        ("", ""),
    ],
)
def test_each_character_gets_its_usual_form_at_its_own_place(text: str, expected: str) -> None:
    assert normalize(text) == expected
    assert len(normalize(text)) == len(text)


def test_every_character_is_mapped_to_one() -> None:
    everything = "".join(map(chr, range(0x110000)))
    assert len(normalize(everything, traditional=True)) == len(everything)
    assert len(normalize(everything, traditional=False)) == len(everything)


def test_normalizing_again_changes_nothing_but_one_character_that_two_share() -> None:
    everything = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x30000)]))
    once = normalize(everything, traditional=True)
    changed = {a for a, b in zip(once, normalize(once, traditional=True), strict=True) if a != b}
    assert changed == {"苧"}  # the simplified form of 薴, and the traditional form of 苎


@pytest.mark.parametrize(
    ("text", "traditional"),
    [
        ("臺北市政府推動老人關懷據點", True),
        ("台北市政府推动老人关怀据点", False),
        ("乾县", False),
        ("2023", False),
        ("annual report", False),
    ],
)
def test_traditional_text_is_told_from_simplified(text: str, *, traditional: bool) -> None:
    assert is_traditional(text) is traditional


def test_a_sentence_can_be_normalized_as_its_document_is() -> None:
    assert normalize("乾縣", traditional=False) == "乾縣"
    assert normalize("乾", traditional=True) == "干"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("青禾县农业农村局举办培训班12期。", "zh"),
        ("臺北市政府推動老人關懷據點", "zh"),
        ("青禾县引进 NOVO+ Innovation Center，建成 Smart Park 二期工程，入驻企业30家。", "zh"),
        ("The county awarded 30 grants to community groups in 2024, and it will fund more of them.", "en"),
        ("The delegation from 青禾县 visited the food bank, which is run by volunteers.", "en"),
        ("县役所は農家のための研修を二十回開催した。", "ja"),
        ("군청은 농민을 위한 교육을 열었다.", "ko"),
        ("Районная администрация провела обучение.", "ru"),
        ("Le département a financé les associations de la ville et il a formé des agriculteurs.", "fr"),
        ("Der Landkreis hat die Förderung für das Jahr mit einem Programm ausgebaut und ist zufrieden.", "de"),
        ("نظمت البلدية دورات تدريبية", "ar"),
        ("zxcv qwer asdf zxcv qwer", "und"),
        ("12,345 67%", "und"),
        ("😀🎉", "und"),
        ("", "und"),
    ],
)
def test_a_language_is_told_by_script_and_common_words(text: str, code: str) -> None:
    assert detect(text) == code
