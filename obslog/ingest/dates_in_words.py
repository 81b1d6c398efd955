"""Dates as people write them in a caption: EDTF, or a day, month and year with the month in words."""

from __future__ import annotations

import re
from dataclasses import replace

from obslog.model.edtf import parse_edtf
from obslog.model.errors import WordError
from obslog.model.when import Basis, When

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_TIME = r"(?:,? (?:at )?(?P<time>\d{1,2}:\d{2}(?::\d{2})?) ?(?P<zone>z|utc|gmt)?)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE | re.ASCII)
    for form in (
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH},? (?P<year>\d{{4}}){_TIME}",
        rf"{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}}){_TIME}",
        rf"{_MONTH},? (?P<year>\d{{4}})",
    )
)
_UNKNOWN = ("", "?", "-", "unknown", "undated", "n/a", "none")
_LONGEST = 120


def date_in_words(text: str, basis: Basis) -> When | None:
    """The date that `text` states, None where it says that none is known; the text is kept.

    Reads EDTF and `13 Dec 2024`, `December 13, 2024, 08:12 UTC`, `Dec 2024`. Days and months in figures only
    (13/12/2024) are not read: they mean one thing here and another there. Raises `WordError`.
    """
    kept = " ".join(text.split())
    if kept.casefold() in _UNKNOWN:
        return None
    for form in _FORMS:
        match = form.fullmatch(kept) if len(kept) <= _LONGEST else None
        if match is not None:
            return replace(parse_edtf(_edtf(match.groupdict()), basis), text=text.strip())
    try:
        return parse_edtf(text, basis)
    except WordError as error:
        raise WordError(error.what, error.text, f"{error.hint}, or words such as 13 Dec 2024") from None


def _edtf(said: dict[str, str | None]) -> str:
    month = _MONTHS.index((said["month"] or "")[:3].lower()) + 1
    date = f"{said['year']}-{month:02d}"
    if said.get("day"):
        date += f"-{int(said['day'] or 0):02d}"
    if said.get("time"):
        hour, _, rest = (said["time"] or "").partition(":")
        date += f"T{int(hour):02d}:{rest}{'Z' if said.get('zone') else ''}"
    return date
