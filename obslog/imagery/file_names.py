"""Dates and makers read from a file's name by patterns: a claim, never more."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from obslog.imagery.claims import Claim
from obslog.imagery.name_patterns import LONGEST_NAME, NamePattern, own_patterns, shipped_patterns
from obslog.model.edtf import parse_edtf
from obslog.model.errors import WordError
from obslog.model.when import Basis, When

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class _Found:
    """One date found in a name: where, its EDTF text, and the matched text."""

    start: int
    edtf: str
    text: str


@dataclass(frozen=True)
class Hit:
    """One pattern that took part in reading a name: what it matched, with its named groups."""

    pattern: NamePattern
    text: str
    groups: Mapping[str, str]


def claim_of_name(name: str, patterns: Sequence[NamePattern] | None = None) -> Claim | None:
    """What the file's name says of maker and date, by `patterns` (default: those in use); None for nothing.

    Two different dates are an interval, with a warning; eight zeros stand for an unknown date.
    """
    return read_name(name, patterns)[0]


def read_name(
    name: str, patterns: Sequence[NamePattern] | None = None
) -> tuple[Claim | None, tuple[Hit, ...]]:
    """What a name says, and the patterns by which it is known: one of a provider, or all generic ones that match."""
    text = name[:LONGEST_NAME]
    if patterns is not None:
        return _read_by(patterns, text)
    # The user's own patterns first, also the general ones among them.
    own = own_patterns()
    claim, hits = _read_by(own, text) if own else (None, ())
    if claim is not None and (claim.when is not None or claim.fields):
        return claim, hits
    return _read_by(shipped_patterns(), text)


def _read_by(table: Sequence[NamePattern], text: str) -> tuple[Claim | None, tuple[Hit, ...]]:
    for pattern in table:
        if pattern.kind == "provider" and (match := pattern.regex.search(text)):
            claim = _provider_claim(pattern, match)
            if claim is not None:
                return claim, (_hit(pattern, match),)
    return _generic_claim(table, text)


def _hit(pattern: NamePattern, match: re.Match[str]) -> Hit:
    groups = {key: value for key, value in match.groupdict().items() if value is not None}
    return Hit(pattern, match.group(0), groups)


def _provider_claim(pattern: NamePattern, match: re.Match[str]) -> Claim | None:
    groups = {key: value for key, value in match.groupdict().items() if value is not None}
    edtf = _interval_text(groups, pattern.utc)
    if "year" in groups and edtf is None:
        return None
    fields: dict[str, str | float] = {}
    for key, template in pattern.fields.items():
        try:
            said = {name: value.lower() for name, value in groups.items()}
            fields[key] = template.format(**said) if "{" in template else template
        except KeyError:
            continue  # the part of the name that it needs is not there
    if "platform" in groups:
        fields["platform"] = groups["platform"].lower()
    if "platform" in fields:
        fields["platform"] = pattern.platforms.get(str(fields["platform"]), fields["platform"])
    warnings: tuple[str, ...] = ()
    if edtf is not None and "/" in edtf:
        warnings = ("the name states two different days: a mosaic of the time between",)
    when = None if edtf is None else _when(edtf, match.group(0))
    if edtf is not None and when is None:
        return None
    return Claim(Basis.FILE_NAME, f"the file name ({pattern.name})", when, fields, warnings=warnings)


def _generic_claim(table: Sequence[NamePattern], text: str) -> tuple[Claim | None, tuple[Hit, ...]]:
    found: list[_Found] = []
    hits: list[Hit] = []
    warnings: list[str] = []
    rest = text
    for pattern in table:
        if pattern.kind == "provider":
            continue
        for match in pattern.regex.finditer(rest):
            date = _generic_date(pattern, match, warnings)
            hits.append(_hit(pattern, match))
            if date is not None:
                found.append(date)
        rest = pattern.regex.sub(lambda match: "~" * len(match.group(0)), rest)
    when = _combined(sorted(found, key=lambda hit: hit.start), warnings)
    if when is None and not warnings:
        return None, ()
    return Claim(Basis.FILE_NAME, "the file name", when, warnings=tuple(warnings)), tuple(hits)


def _generic_date(pattern: NamePattern, match: re.Match[str], warnings: list[str]) -> _Found | None:
    if pattern.kind == "unknown":
        warnings.append(f"{match.group(0)} in the name stands for an unknown date")
        return None
    groups = {key: value for key, value in match.groupdict().items() if value is not None}
    if pattern.kind == "ambiguous":
        if not (groups.get("first", "").isdecimal() and groups.get("other", "").isdecimal()):
            return None
        first, other = int(groups["first"]), int(groups["other"])
        if first <= 12 and other <= 12 and first != other:
            warnings.append(f"{match.group(0)} in the name is not read: day or month may come first")
            return None
        groups["day"], groups["month"] = (groups["first"], groups["other"])
        if other > 12:
            groups["day"], groups["month"] = groups["other"], groups["first"]
    edtf = _date_text(groups, "", pattern.utc or "zulu" in groups)
    return None if edtf is None else _Found(match.start(), edtf, match.group(0))


def _combined(found: Sequence[_Found], warnings: list[str]) -> When | None:
    """One date from all that a name holds: the most exact where they agree, else the interval they span."""
    whens = [when for hit in found if (when := _when(hit.edtf, hit.text)) is not None]
    if not whens:
        return None
    exact = min(whens, key=_span_s)
    others = [when for when in whens if not when.overlaps(exact)]
    if not others:
        return exact
    first = min(whens, key=lambda when: when.earliest or datetime.min.replace(tzinfo=UTC))
    last = max(whens, key=lambda when: when.latest or datetime.max.replace(tzinfo=UTC))
    start, end = first.edtf.split("T")[0], last.edtf.split("T")[0]
    warnings.append(f"the name states different dates, {start} and {end}: taken as the time between")
    return _when(f"{start}/{end}", f"{first.text} {last.text}")


def _span_s(when: When) -> float:
    if when.earliest is None or when.latest is None:
        return float("inf")
    return (when.latest - when.earliest).total_seconds()


def _interval_text(groups: Mapping[str, str], utc: bool) -> str | None:
    """EDTF of the date in `groups`, or of the interval where a second date is there; None if impossible."""
    if "end_year" not in groups:
        return _date_text(groups, "", utc) if "year" in groups else None
    start, end = _date_text(groups, "", utc), _date_text(groups, "end_", utc)
    if start is None or end is None:
        return None
    if "T00:00" in start and "T23:59" in end:
        start, end = start.split("T")[0], end.split("T")[0]
    if start > end:
        return None
    return start if start == end else f"{start}/{end}"


def _date_text(groups: Mapping[str, str], prefix: str, utc: bool) -> str | None:
    """EDTF of the groups year month day hour minute second; None if there is no such day or time."""
    word = groups.get(prefix + "month", "0")
    try:
        year, day = int(groups.get(prefix + "year", "")), int(groups.get(prefix + "day", "0"))
        month = _MONTHS.index(word[:3].lower()) + 1 if word[:1].isalpha() else int(word)
        hour, minute, second = (int(groups.get(prefix + key, "0")) for key in ("hour", "minute", "second"))
    except ValueError:
        return None  # a group of the user's own pattern that holds no number
    if len(groups[prefix + "year"]) <= 2:
        year += 2000 if year < 60 else 1900
    if not 0 < year <= 9999:
        return None
    if month == 0:
        return f"{year:04d}" if day == 0 else None
    if not 1 <= month <= 12:
        return None
    if day == 0:
        return f"{year:04d}-{month:02d}"
    try:
        date(year, month, day)
    except ValueError:
        return None
    text = f"{year:04d}-{month:02d}-{day:02d}"
    if prefix + "hour" not in groups:
        return text
    if hour > 23 or minute > 59 or second > 59:
        return None
    return f"{text}T{hour:02d}:{minute:02d}:{second:02d}{'Z' if utc else ''}"


def _when(edtf: str, text: str) -> When | None:
    try:
        return replace(parse_edtf(edtf, Basis.FILE_NAME), text=text)
    except WordError:
        return None
