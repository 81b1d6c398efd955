"""Airports by their ICAO code, from the airportsdata package: no socket is opened."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from obslog.model.errors import NotFoundError

if TYPE_CHECKING:
    from airportsdata import Airport as Row

_ICAO = re.compile(r"[A-Z0-9]{4}")


@dataclass(frozen=True)
class Airport:
    """One airport of the gazetteer: degrees WGS 84, country as ISO 3166 letters, IANA time zone."""

    icao: str
    name: str
    lon: float
    lat: float
    country: str
    timezone: str


def airport(icao: str) -> Airport:
    """The airport with that ICAO code (case does not matter): `OSLK`.

    Raises `NotFoundError` where the gazetteer has none, with the way out: to give the position by hand.
    """
    code = icao.strip().upper()
    row = _gazetteer().get(code) if _ICAO.fullmatch(code) else None
    if row is None:
        raise NotFoundError(
            "airport", icao, hint="an ICAO code has four characters (OSLK); or give a position"
        )
    return Airport(code, row["name"], row["lon"], row["lat"], row["country"], row["tz"])


@cache
def _gazetteer() -> dict[str, Row]:
    """ICAO code -> row; some 28,000 rows, so read once and only when asked."""
    import airportsdata

    return airportsdata.load("ICAO")
