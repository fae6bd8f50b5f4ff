"""The divisions of China by name and code, and where a text names them."""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import ahocorasick_rs

_DATA = Path(__file__).with_name("divisions.tsv.gz")
_ENDINGS = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "自治州", "自治县", "自治旗", "地区",
            "省", "市", "盟", "州", "县", "区", "旗")
_PEOPLES = re.compile(
    "(?:各族|多民族|"
    "壮族|满族|回族|苗族|维吾尔族?|土家族|彝族|蒙古族?|藏族|布依族|侗族|瑶族|朝鲜族|白族|哈尼族|哈萨克族?|黎族|傣族|畲族|傈僳族|仡佬族|东乡族|拉祜族|水族|佤族|"
    "纳西族|羌族|土族|仫佬族|锡伯族?|柯尔克孜族?|达斡尔族|景颇族|毛南族|撒拉族|布朗族|塔吉克族?|阿昌族|普米族|鄂温克族|怒族|京族|基诺族|德昂族|保安族|俄罗斯族|裕固族|"
    "乌孜别克族|门巴族|鄂伦春族|独龙族|赫哲族|高山族|珞巴族|塔塔尔族)+(?=自治|乡|镇)"
)
_SHORTENED = 6
"""Divisions with codes of at most this length (down to the county) are also known without their ending."""


def without_peoples(name: str) -> str:
    """湘西自治州 for 湘西土家族苗族自治州; 内蒙古自治区 stays as it is, for 内 is no name."""
    plain = _PEOPLES.sub("", name)
    return plain if "自治" not in plain or plain.index("自治") >= 2 else name


@dataclass(frozen=True, slots=True)
class Division:
    """An administrative division. `code` has 2, 4, 6 or 9 digits: province, city, county, township."""

    code: str
    name: str

    @property
    def short(self) -> str:
        """The name without its ending (湖北 for 湖北省); the whole name where too little would be left."""
        plain = without_peoples(self.name)
        for ending in _ENDINGS:
            if plain.endswith(ending) and len(plain) - len(ending) >= 2:
                return plain[: -len(ending)]
        return self.name

    def is_in(self, other: Division) -> bool:
        """Whether `other` is a division above this one."""
        return self.code != other.code and self.code.startswith(other.code)


@dataclass(frozen=True, slots=True)
class Found:
    """A name of one or more divisions in a text, at `start` to `end`; `full` tells whether it has its ending."""

    start: int
    end: int
    divisions: tuple[Division, ...]
    full: bool


@dataclass(frozen=True)
class _Index:
    names: Mapping[str, tuple[Division, ...]]
    words: tuple[str, ...]
    automaton: ahocorasick_rs.AhoCorasick


@cache
def _index() -> _Index:
    names: dict[str, list[Division]] = defaultdict(list)
    with gzip.open(_DATA, "rt", encoding="utf-8") as lines:
        for line in lines:
            code, name = line.rstrip("\n").split("\t")
            division = Division(code, name)
            names[name].append(division)
            plain = without_peoples(name).replace("自治", "") if len(name) > 3 else name
            for other in {division.short, plain} - {name} if len(code) <= _SHORTENED else {plain} - {name}:
                names[other].append(division)
    words = tuple(word for word in sorted(names) if len(word) >= 2)
    automaton = ahocorasick_rs.AhoCorasick(words)
    return _Index(MappingProxyType({k: tuple(v) for k, v in names.items()}), words, automaton)


def find(text: str, starts: Collection[int] = ()) -> list[Found]:
    """The names of divisions in a text, in order; they do not overlap.

    Where two overlap, one that begins at one of `starts` (where words begin) goes before one that does not, then the
    left one, then the longer one.
    """
    index = _index()
    hits = sorted(
        index.automaton.find_matches_as_indexes(text, overlapping=True),
        key=lambda hit: (bool(starts) and hit[1] not in starts, hit[1], -hit[2]),
    )
    taken = bytearray(len(text))
    found = []
    for number, start, end in hits:
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            divisions = index.names[index.words[number]]
            found.append(Found(start, end, divisions, any(d.name == index.words[number] for d in divisions)))
    return sorted(found, key=lambda one: one.start)


def lookup(name: str) -> tuple[Division, ...]:
    """The divisions that bear a name, with or without its ending; none gives an empty tuple."""
    return _index().names.get(name, ())


def chain(code: str) -> tuple[Division, ...]:
    """The divisions that a code lies in, from the province down to its own; empty where the code is not known.

    >>> [division.name for division in chain("420302")]
    ['湖北省', '十堰市', '茅箭区']
    """
    by_code = _by_code()
    if code not in by_code:
        return ()
    return tuple(by_code[code[:length]] for length in (2, 4, 6, 9) if length <= len(code) and code[:length] in by_code)


@cache
def _by_code() -> Mapping[str, Division]:
    return {division.code: division for divisions in _index().names.values() for division in divisions}
