"""What a file's own tags say: when it was taken (not when the file was written), and that it is drawn."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from obslog.imagery.claims import Claim, clean_text
from obslog.model.edtf import parse_edtf
from obslog.model.errors import WordError
from obslog.model.when import FILE_TIME_WARNING, Basis, When

DRAWN_MARK = "DRAWN, NOT A PHOTOGRAPH"
_MAX_TAGS = 96
_ACQUIRED = ("ACQUISITION_DATETIME", "ACQUISITIONDATETIME")
_FILE_TIMES = ("TIFFTAG_DATETIME", "EXIF_DateTime", "EXIF_DateTimeDigitized")
_FIELDS = {"platform": ("PLATFORM", "SATELLITEID"), "instrument": ("INSTRUMENT",), "provider": ("PROVIDER",)}
_EXIF_TIME = re.compile(r"\s*(\d{4}):(\d\d):(\d\d)[ T](\d\d:\d\d:\d\d)\s*")


def read_tags(source: Any) -> tuple[dict[str, str], tuple[str, ...]]:
    """The tags of an open rasterio dataset, bounded and storable, and warnings for those unreadable."""
    try:
        raw = source.tags()
    except (UnicodeError, ValueError) as error:
        return {}, (f"its tags are not readable text: {type(error).__name__}",)
    kept = {clean_text(key, 200): clean_text(value) for key, value in sorted(raw.items())[:_MAX_TAGS]}
    left_out = len(raw) - len(kept)
    return kept, (f"{left_out} of its tags are not kept",) if left_out > 0 else ()


def is_drawn(tags: Mapping[str, str]) -> bool:
    """True if any tag says that the image is drawn, not a photograph."""
    return any(DRAWN_MARK in value.upper() for value in tags.values())


def claim_of_tags(tags: Mapping[str, str]) -> Claim:
    """The claim of the file's own tags; TIFF DateTime and EXIF DateTime are file times and date nothing."""
    folded = {key.upper(): value for key, value in tags.items()}
    fields: dict[str, str | float] = {}
    for name, keys in _FIELDS.items():
        value = next((folded[key] for key in keys if folded.get(key, "").strip()), None)
        if value is not None:
            fields[name] = value.strip()[:120]
    warnings: list[str] = []
    for key in _ACQUIRED:
        if folded.get(key, "").strip():
            when = _parsed(folded[key].strip(), Basis.TAGS, key, warnings)
            if when is not None:
                return Claim(Basis.TAGS, f"the tag {key}", when, fields, warnings=tuple(warnings))
    original = folded.get("EXIF_DATETIMEORIGINAL", "").strip()
    if original and not original.startswith("0000"):
        zone = folded.get("EXIF_OFFSETTIMEORIGINAL", "").strip()
        when = _parsed(_exif_text(original, zone), Basis.EXIF, "EXIF DateTimeOriginal", warnings)
        if when is not None:
            return Claim(Basis.EXIF, "EXIF DateTimeOriginal", when, fields, warnings=tuple(warnings))
    return Claim(Basis.TAGS, "the file's tags", None, fields, warnings=tuple(warnings))


def file_time_note(tags: Mapping[str, str], dated: bool) -> str | None:
    """For an undated file whose tags hold a file time: that time, and that it is not the acquisition's."""
    times = [tags[key].strip() for key in _FILE_TIMES if tags.get(key, "").strip()]
    return None if dated or not times else f"{FILE_TIME_WARNING} ({times[0][:40]})"


def _exif_text(text: str, zone: str) -> str:
    match = _EXIF_TIME.fullmatch(text)
    if match is None:
        return text
    year, month, day, clock = match.groups()
    return f"{year}-{month}-{day}T{clock}{zone if re.fullmatch('[+-][0-9]{2}:[0-9]{2}|Z', zone) else ''}"


def _parsed(text: str, basis: Basis, key: str, warnings: list[str]) -> When | None:
    try:
        return parse_edtf(_exif_text(text[:80], ""), basis)
    except WordError as error:
        warnings.append(f"{key} is not a date: {error}")
        return None
