"""Where the divisions of China lie."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_DATA = Path(__file__).with_name("coordinates.tsv.gz")
_LEVELS = (6, 4, 2)


def coordinates(code: str) -> tuple[float, float] | None:
    """Longitude and latitude, in degrees, of the division with this code; of the nearest one above that is known.

    None for a code of no division.

    >>> coordinates("420302")
    (110.812, 32.592)
    """
    known = _known()
    return next((known[code[:digits]] for digits in _LEVELS if code[:digits] in known), None)


@cache
def _known() -> Mapping[str, tuple[float, float]]:
    rows = (line.split("\t") for line in gzip.decompress(_DATA.read_bytes()).decode().splitlines())
    return {code: (float(longitude), float(latitude)) for code, longitude, latitude in rows}
