"""Two-line element sets: read with their checksums, refused line by line."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from obslog.model.errors import WordError
from obslog.orbits.elements import ElementSet, checked

#: Alpha-5: the first digit of a catalogue number from 100000 on is a letter; I and O are left out
#: (Space-Track, "Alpha-5").
_ALPHA5 = {letter: number for number, letter in enumerate("ABCDEFGHJKLMNPQRSTUVWXYZ", start=10)}
#: Two-digit years from here on are 1957 and later (Spacetrack Report 3).
_PIVOT = 57
_LENGTH = 69


@dataclass(frozen=True)
class Refused:
    """What could not be taken: the number of its first line (or record), from 1, and why."""

    line: int
    reason: str


def read_tles(lines: Iterable[str]) -> Iterator[ElementSet | Refused]:
    """Element sets from the lines of a file: pairs of lines, each pair with a name line before it or without."""
    name, first = "", None
    for number, raw in enumerate(lines, 1):
        line = raw.rstrip("\r\n\0 \t\x1a")
        if not line:
            continue
        if line.startswith("1 ") and len(line) > 24:
            if first is not None:
                yield Refused(first[0], "a line 1 without its line 2")
            first = (number, line)
        elif line.startswith("2 ") and len(line) > 24:
            if first is None:
                yield Refused(number, "a line 2 without its line 1")
                continue
            yield _pair(name, first, (number, line))
            name, first = "", None
        else:
            if first is not None:
                yield Refused(first[0], "a line 1 without its line 2")
                first = None
            name = line.removeprefix("0 ").strip()[:80]
    if first is not None:
        yield Refused(first[0], "a line 1 without its line 2")


def _pair(name: str, first: tuple[int, str], second: tuple[int, str]) -> ElementSet | Refused:
    for number, line in (first, second):
        if (wrong := _wrong_line(line)) is not None:
            return Refused(number, wrong)
    one, two = first[1], second[1]
    if one[2:7] != two[2:7]:
        return Refused(second[0], f"a line of satellite {two[2:7].strip()} after one of {one[2:7].strip()}")
    try:
        return checked(
            ElementSet(
                norad_id=catalogue_number(one[2:7]),
                name=name,
                epoch=_epoch(one[18:32]),
                mean_motion=_number(two[52:63], "mean motion"),
                eccentricity=_number(f"0.{two[26:33].strip()}", "eccentricity"),
                inclination_deg=_number(two[8:16], "inclination"),
                raan_deg=_number(two[17:25], "right ascension"),
                arg_perigee_deg=_number(two[34:42], "argument of perigee"),
                mean_anomaly_deg=_number(two[43:51], "mean anomaly"),
                bstar=_power(one[53:61], "BSTAR"),
                ndot=_number(one[33:43], "first derivative of the mean motion"),
                nddot=_power(one[44:52], "second derivative of the mean motion"),
                cospar=one[9:17].strip(),
                origin=f"tle line {first[0]}",
            )
        )
    except WordError as error:
        return Refused(first[0], str(error))


def _wrong_line(line: str) -> str | None:
    if len(line) != _LENGTH or not line.isascii():
        return f"an element line has {_LENGTH} ASCII characters, this one {len(line)}"
    total = checksum(line[:-1])
    return None if line[-1] == str(total) else f"its checksum is {total}, but {line[-1]} stands there"


def checksum(text: str) -> int:
    """Modulo 10 of the sum of all digits, a minus counting 1 (the 69th column of an element line)."""
    return sum(int(c) if c.isdigit() else c == "-" for c in text) % 10


def catalogue_number(text: str) -> int:
    """A catalogue number of five columns, Alpha-5 read (`A0001` is 100001). Raises `WordError`."""
    word = text.strip()
    if word.isascii() and word.isdigit():
        return int(word)
    if len(word) == 5 and word[0] in _ALPHA5 and word[1:].isascii() and word[1:].isdigit():
        return _ALPHA5[word[0]] * 10_000 + int(word[1:])
    raise WordError("catalogue number", text, "write five digits, or Alpha-5 such as A0001")


def _epoch(text: str) -> datetime:
    word = text.strip()
    try:
        year, day = int(word[:2]), float(word[2:])
    except ValueError:
        raise WordError("epoch", text, "write YYDDD.DDDDDDDD") from None
    if not 1 <= day < 367 or not math.isfinite(day):
        raise WordError("epoch", text, "a day of the year is 1 to 366")
    return datetime(year + (1900 if year >= _PIVOT else 2000), 1, 1, tzinfo=UTC) + timedelta(days=day - 1)


def _number(text: str, what: str) -> float:
    try:
        value = float(text.strip())
    except ValueError:
        raise WordError(what, text, "is no number") from None
    if "_" in text or not math.isfinite(value):
        raise WordError(what, text, "is no number")
    return value


def _power(text: str, what: str) -> float:
    """` 12345-3` is 0.12345e-3; the point before the digits is assumed."""
    word = text.strip()
    if not word:
        return 0.0
    sign = -1.0 if word[0] == "-" else 1.0
    digits = word.lstrip("+-")
    mantissa, exponent = digits[:-2], digits[-2:]
    try:
        if not mantissa.isdigit() or exponent[0] not in "+-":
            raise ValueError
        return sign * float(f"0.{mantissa}e{exponent}")
    except (ValueError, IndexError):
        raise WordError(what, text, "write it as 12345-3") from None
