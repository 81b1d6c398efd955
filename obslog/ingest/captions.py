"""A file of captions: what somebody wrote of each image of an import, read whole before any image is."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from obslog.imagery.claims import clean_text
from obslog.imagery.opening import display
from obslog.imagery.whens import days_apart
from obslog.ingest.dates_in_words import date_in_words
from obslog.model.errors import WordError
from obslog.model.images import Identity
from obslog.model.when import Basis, When

COLUMNS = ("file", "when", "site", "provider", "platform", "licence", "attribution", "note", "source")
_MAX_BYTES = 64 << 20
_LONGEST = 4096
#: What a caption, written on purpose for this image, is believed over; a name is given by a camera or a copier.
_WEAKER = (Basis.FILE_NAME, Basis.CAPTION, Basis.UNKNOWN)
_DAY_S = 86_400


@dataclass(frozen=True)
class Caption:
    """One row: which `file` (a name, or the end of a path, in bytes) and what is said of it; `sites` are ids."""

    line: int
    file: bytes
    when: When | None = None
    sites: tuple[str, ...] = ()
    provider: str | None = None
    platform: str | None = None
    licence: str | None = None
    attribution: str | None = None
    note: str | None = None
    source: str | None = None


#: Of a file of which nobody wrote anything.
NO_CAPTION = Caption(0, b"")


#: Of a file of which nobody wrote anything.
NO_CAPTION = Caption(0, b"")


@dataclass(frozen=True)
class Matched:
    """Which file has which caption, and one line for each row that could not be used."""

    by_path: Mapping[bytes, Caption]
    messages: tuple[str, ...] = ()


def read_captions(file: Path, site_id: Callable[[str], str | None]) -> tuple[Caption, ...]:
    """The rows of a CSV of captions (UTF-8; comma, semicolon or tab). `site_id` finds a site by its name.

    Raises `WordError` that names the column or the line that cannot be read.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise _wrong(file, f"cannot be read: {error.strerror}") from None
    if len(data) > _MAX_BYTES:
        raise _wrong(file, f"larger than {_MAX_BYTES >> 20} MB: give a part of it at a time")
    # Names of files need not be UTF-8; surrogates keep their bytes.
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    captions: list[Caption] = []
    seen: dict[bytes, int] = {}
    try:
        names = _columns(next(reader, []), file)
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            caption = _caption(row, names, reader.line_num, file, site_id)
            if caption.file in seen:
                raise _wrong(file, f"line {caption.line} is about the file of line {seen[caption.file]}")
            seen[caption.file] = caption.line
            captions.append(caption)
    except csv.Error as error:
        raise _wrong(file, f"line {reader.line_num} is not CSV: {error}") from None
    return tuple(captions)


def _wrong(file: Path, hint: str) -> WordError:
    return WordError("captions file", display(str(file)), hint)


def _columns(header: Sequence[str], file: Path) -> list[str]:
    names = [name.strip().casefold() for name in header]
    unknown = [name for name in names if name not in COLUMNS]
    if unknown or "file" not in names:
        first = f"no column is called {clean_text(unknown[0], 40)!r}" if unknown else "it has no column file"
        raise _wrong(file, f"{first}; the columns are {', '.join(COLUMNS)}")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise _wrong(file, f"the column {twice} is there twice")
    return names


def _caption(
    row: Sequence[str], names: Sequence[str], line: int, file: Path, site_id: Callable[[str], str | None]
) -> Caption:
    if len(row) > len(names):
        raise _wrong(
            file, f"line {line} has {len(row)} cells for {len(names)} columns; quote what holds a comma"
        )
    cells = dict(zip(names, row, strict=False))
    named = cells.pop("file").strip()
    if not named:
        raise _wrong(file, f"line {line} names no file")
    said = {key: clean_text(cell.strip(), _LONGEST) for key, cell in cells.items() if cell.strip()}
    when = said.pop("when", None)
    try:
        dated = date_in_words(when, Basis.CAPTION) if when is not None else None
    except WordError as error:
        raise _wrong(file, f"line {line}: {error}") from None
    sites = []
    for name in filter(None, (part.strip() for part in said.pop("site", "").split(";"))):
        found = site_id(name)
        if found is None:
            raise _wrong(file, f"line {line}: no site {name!r}; obslog site list names them")
        sites.append(found)
    return Caption(line, named.encode("utf-8", "surrogateescape"), dated, tuple(dict.fromkeys(sites)), **said)


def match_captions(captions: Sequence[Caption], paths: Iterable[bytes]) -> Matched:
    """Find the file of each caption among `paths` (absolute): the same bytes, else the same but for upper case.

    A caption whose file is named by a part of its path must agree with the end of the path. One that fits no
    file or several is used for none of them and becomes a message.
    """
    by_name: dict[bytes, list[bytes]] = {}
    for path in paths:
        by_name.setdefault(_folded(os.path.basename(path)), []).append(path)  # noqa: PTH119 (bytes)
    found: dict[bytes, Caption] = {}
    messages = []
    for caption in captions:
        wanted = os.path.normpath(caption.file)
        near = by_name.get(_folded(os.path.basename(wanted)), [])  # noqa: PTH119 (bytes)
        exact = [path for path in near if _ends_with(path, wanted)]
        fits = exact or [path for path in near if _ends_with(_folded(path), _folded(wanted))]
        said = f"captions, line {caption.line}: {display(caption.file)}"
        if not fits:
            messages.append(f"{said} is no file of this import")
        elif len(fits) > 1:
            messages.append(f"{said} could be {len(fits)} files; none was given it: write more of its path")
        elif fits[0] in found:
            messages.append(f"{said} is the file of line {found[fits[0]].line} already")
        else:
            found[fits[0]] = caption
    return Matched(found, tuple(messages))


def _folded(name: bytes) -> bytes:
    return name.decode("utf-8", "surrogateescape").casefold().encode("utf-8", "surrogateescape")


def _ends_with(path: bytes, wanted: bytes) -> bool:
    return path == wanted or path.endswith(b"/" + wanted)


def with_caption(identity: Identity, caption: Caption) -> Identity:
    """The identity with what the caption says laid over what only the file's name or nothing says.

    What a STAC item, a sidecar, the file's own tags or the analyst say stands. Where they disagree with the
    caption, a warning says so.
    """
    identity = _dated(identity, caption.when)
    basis, warnings, tags = dict(identity.basis), list(identity.warnings), dict(identity.tags)
    stated = {}
    for key in ("provider", "platform"):
        said, stands = getattr(caption, key), getattr(identity, key)
        if said is None:
            continue
        if stands is None or basis.get(key, "unknown") in _WEAKER:
            stated[key], basis[key] = said, str(Basis.CAPTION)
        elif said.casefold() != stands.casefold():
            warnings.append(f"its caption gives the {key} as {said}; {stands} (basis {basis[key]}) is kept")
    for key in ("note", "source"):
        if (said := getattr(caption, key)) is not None:
            tags[f"caption:{key}"] = said
    return replace(identity, basis=basis, warnings=tuple(dict.fromkeys(warnings)), tags=tags, **stated)


def _dated(identity: Identity, said: When | None) -> Identity:
    stands = identity.when
    if said is None or said == stands:
        return identity
    apart = stands.earliest is not None and days_apart(stands, said).total_seconds() > _DAY_S
    if stands.basis not in _WEAKER:
        if not apart:
            return identity
        warning = (
            f"dates disagree: its caption says {said.describe()}, it is dated {stands.describe()} "
            f"(basis {stands.basis}); the caption's is not taken"
        )
        return replace(identity, warnings=tuple(dict.fromkeys((*identity.warnings, warning))))
    if stands.basis == Basis.FILE_NAME and _within(stands, said):
        return identity
    # What was said of the date in the name concerns nobody any more.
    warnings = [*(each for each in identity.warnings if each not in stands.warnings), *said.warnings]
    if apart and stands.basis == Basis.FILE_NAME:
        warnings.append(
            f"dates disagree: its caption says {said.describe()}, its name {stands.describe()}; "
            "the caption's is kept"
        )
    basis = dict(identity.basis) | {"when": str(Basis.CAPTION)}
    return replace(identity, when=said, basis=basis, warnings=tuple(dict.fromkeys(warnings)))


def _within(inner: When, outer: When) -> bool:
    """True if `inner` is the more exact of two dates that agree."""
    if inner.earliest is None or inner.latest is None or outer.earliest is None or outer.latest is None:
        return False
    inside = outer.earliest <= inner.earliest and inner.latest <= outer.latest
    return inside and (outer.earliest, outer.latest) != (inner.earliest, inner.latest)
