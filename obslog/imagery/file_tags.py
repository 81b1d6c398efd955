"""What a file's own tags say: when it was taken (not when the file was written), and that it is drawn."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from obslog.imagery.claims import Claim, clean_text
from obslog.imagery.maker_tags import (
    NUMBER_KEYS,
    TEXT_KEYS,
    WHEN_KEYS,
    maker_instant,
    maker_number,
    platform_name,
    spread,
)
from obslog.model.edtf import parse_edtf
from obslog.model.errors import WordError
from obslog.model.when import FILE_TIME_WARNING, Basis, When

DRAWN_MARK = "DRAWN, NOT A PHOTOGRAPH"
_MAX_TAGS = 128
_FILE_TIMES = ("TIFFTAG_DATETIME", "EXIF_DateTime", "EXIF_DateTimeDigitized", "NITF_FDT")
_EXIF_TIME = re.compile(r"\s*(\d{4}):(\d\d):(\d\d)[ T](\d\d:\d\d:\d\d)\s*")


def read_tags(source: Any) -> tuple[dict[str, str], tuple[str, ...]]:
    """The tags of an open rasterio dataset, bounded and storable, and warnings for those unreadable."""
    try:
        raw = source.tags()
    except (UnicodeError, ValueError) as error:
        return {}, (f"its tags are not readable text: {type(error).__name__}",)
    full = {key: value for key, value in raw.items() if value.strip()}
    kept = {clean_text(key, 200): clean_text(value) for key, value in sorted(full.items())[:_MAX_TAGS]}
    left_out = len(full) - len(kept)
    warnings = [f"{left_out} of its tags are not kept"] if left_out > 0 else []
    extensions: dict[str, str] = {}
    if source.driver == "NITF":
        extensions = source.tags(ns="TRE")
        images = len(source.subdatasets)
        if images > 1:
            warnings.append(f"it holds {images} images; only the first is read")
    kept.update(spread(full, extensions))
    return kept, tuple(warnings)


def is_drawn(tags: Mapping[str, str]) -> bool:
    """True if any tag says that the image is drawn, not a photograph."""
    return any(DRAWN_MARK in value.upper() for value in tags.values())


def claim_of_tags(tags: Mapping[str, str]) -> Claim:
    """The claim of the file's own tags; TIFF DateTime and EXIF DateTime are file times and date nothing."""
    folded = {key.upper(): value for key, value in tags.items()}
    fields = _fields(folded)
    warnings: list[str] = []
    position = tags.get("exif:camera_position")
    if position is not None:
        warnings.append(f"EXIF places the camera at {position}: where it was, not what the image shows")
    for key in WHEN_KEYS:
        text = maker_instant(key, folded.get(key, ""))
        if text is not None:
            when = _parsed(text, Basis.TAGS, key, warnings)
            if when is not None:
                when = replace(when, text=clean_text(folded[key].strip(), 80))
                return Claim(Basis.TAGS, f"the tag {key}", when, fields, warnings=tuple(warnings))
    original = folded.get("EXIF_DATETIMEORIGINAL", "").strip()
    if original and not original.startswith("0000"):
        zone = folded.get("EXIF_OFFSETTIMEORIGINAL", "").strip()
        when = _parsed(_exif_text(original, zone), Basis.EXIF, "EXIF DateTimeOriginal", warnings)
        if when is not None:
            return Claim(Basis.EXIF, "EXIF DateTimeOriginal", when, fields, warnings=tuple(warnings))
    return Claim(Basis.TAGS, "the file's tags", None, fields, warnings=tuple(warnings))


def _fields(folded: Mapping[str, str]) -> dict[str, str | float]:
    """The fields of a claim that the tags (keys in capitals) state, each by the first key that has it."""
    fields: dict[str, str | float] = {}
    for name, keys in TEXT_KEYS.items():
        value = next((folded[key] for key in keys if folded.get(key, "").strip()), None)
        if value is not None:
            fields[name] = platform_name(value) if name == "platform" else value.strip()[:120]
    for name, readings in NUMBER_KEYS.items():
        for key, factor, least, most in readings:
            number = maker_number(folded.get(key, ""), factor, least, most)
            if number is not None:
                fields[name] = number
                break
    return fields


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
