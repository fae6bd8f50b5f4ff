"""One way of writing for each character, so that the same words are found however they are written.

Every rule maps one character to one: what is found in normalized text stands at the same offsets in the text itself.
"""

from __future__ import annotations

import string
import unicodedata
from functools import cache

_WIDE = "".join(chr(0xFEE0 + ord(c)) for c in "%+-./=@&#$" + string.digits + string.ascii_letters)
"""Full-width forms that stand for ASCII. Full-width punctuation (，：；！？（）) is that of Chinese and stays."""
_SAMPLE = 50_000
_BLANKS = "\xa0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
_RADICALS = (
    "⺀丶⺄乙⺅亻⺈刀⺊卜⺋卩⺓幺⺕彐⺗心⺘扌⺙攵⺛无⺜日⺝月⺟母⺠民⺡氵⺢水⺣灬⺤爪⺥爪⺦丬⺨犭⺪疋⺫目⺬示⺭礻⺮竹⺯糸⺰纟⺱网⺲罒"
    "⺶羊⺷羊⺹老⺺聿⺻聿⺼肉⺾艹⺿艹⻀艹⻁虎⻂衤⻃西⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑长⻒长⻓长⻔门⻕阜⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食"
    "⻞食⻟饣⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫齐⻬齐⻭齿⻮齿⻯龙⻰龙⻱龟⻲龟⻳龟"
)
"""Radicals of the supplement (U+2E80 to U+2EFF), each before the character that it looks like: some PDF files hold the
one for the other. NFKC knows those of the Kangxi block only."""


def normalize(text: str, *, traditional: bool | None = None) -> str:
    """`text` with full-width letters and digits, blanks, radicals and compatibility forms in their usual writing.

    Traditional characters become simplified ones where the text is in Traditional Chinese: `traditional` says whether,
    by default `is_traditional` of the text itself. Pass it for a sentence: its whole document tells better. The result
    has as many characters as `text`.
    """
    if traditional is None:
        traditional = is_traditional(text)
    usual = text.translate(_forms())
    return usual.translate(simplified()) if traditional else usual


def is_traditional(text: str) -> bool:
    """Whether Chinese text is in traditional characters: it has more of those than of purely simplified ones.

    The beginning of a long text tells.
    """
    traditional, plain, sample = simplified(), _only_simplified(), text[:_SAMPLE]
    return sum(ord(c) in traditional for c in sample) > sum(c in plain for c in sample)


@cache
def _forms() -> dict[int, str]:
    blocks = (range(0x2F00, 0x2FD6), range(0xF900, 0xFB00), range(0x2F800, 0x2FA20))
    unified = {code: unicodedata.normalize("NFKC", chr(code)) for block in blocks for code in block}
    return (
        {code: form for code, form in unified.items() if len(form) == 1}
        | {ord(wide): unicodedata.normalize("NFKC", wide) for wide in _WIDE}
        | {ord(radical): form for radical, form in zip(_RADICALS[::2], _RADICALS[1::2], strict=True)}
        | dict.fromkeys(map(ord, _BLANKS), " ")
    )


@cache
def simplified() -> dict[int, str]:
    """Each traditional character and its simplified form, after OpenCC: a table for `str.translate`."""
    return {ord(one): other for one, other in _converted("t2s").items()}


@cache
def _only_simplified() -> frozenset[str]:
    """The characters that Traditional Chinese writes otherwise."""
    return frozenset(_converted("s2t"))


def _converted(configuration: str) -> dict[str, str]:
    """The characters that OpenCC changes when it meets each by itself, and what to."""
    from opencc import OpenCC

    han = [chr(code) for block in (range(0x3400, 0xA000), range(0x20000, 0x2EBF0)) for code in block]
    forms = OpenCC(configuration).convert("\n".join(han)).split("\n")
    return {one: other for one, other in zip(han, forms, strict=True) if one != other and len(other) == 1}
