"""A report as PDF, set by typst from the same model and the same charts as HTML; the same report gives the same bytes."""

from __future__ import annotations

import json
import re
import tempfile
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from obslog.model.errors import RefusedError
from obslog.report.forms.bidi import has_rtl, runs
from obslog.report.forms.json_form import shape
from obslog.report.parts import WINDOWS_LEAD, Report

if TYPE_CHECKING:
    from types import ModuleType

_TEMPLATE = "report.typ"
_MISSING = "a PDF needs typst: pip install 'obslog[pdf]', or write .html and print it"
#: Where a diagnostic of typst says that something is wrong: file, line, column.
_PLACE = re.compile(r"\.typ:(\d+):\d+")
#: A right-to-left run longer than this is left to break over lines, rather than set apart as one piece.
_LONGEST_RUN = 60


def render(report: Report, template: bytes | None = None) -> bytes:
    """The PDF, by a template of the caller's own if one is given. Letters that its fonts do not hold are written by
    their code, and the last page says so.

    Its date of making is that of the newest look, never a clock's. Raises `RefusedError` without typst.
    """
    pictures = {
        f"{figure.id}-{picture.side}.png": picture.png
        for figure in report.figures
        for picture in figure.pictures
        if picture.missing is None
    }
    return set_pages(_TEMPLATE, _data(report), newest(report), pictures, template)


def set_pages(
    template: str,
    data: dict[str, Any],
    made_at: int,
    pictures: Mapping[str, bytes] | None = None,
    own: bytes | None = None,
    tagged: bool = True,
) -> bytes:
    """Pages from a template beside this file, which reads `data` as report.json and pictures by their names.

    `made_at` is the date of making, seconds since 1970; `own` stands in the place of the template; without
    `tagged` the pages carry no structure for a screen reader, which is four fifths of the file. Raises `RefusedError`
    without typst.
    """
    typst = typst_room()
    unset: set[str] = set()
    ready = _settable(data, unset)
    ready["unset"] = _unset_words(unset)
    with tempfile.TemporaryDirectory(prefix="obslog-") as folder:
        room = Path(folder)
        (room / "report.json").write_text(json.dumps(ready), encoding="utf-8")
        for name in (template, "parts.typ"):
            (room / name).write_bytes(_read(name))
        if own is not None:
            (room / template).write_bytes(own)
        for name, picture in (pictures or {}).items():
            (room / name).write_bytes(picture)
        try:
            # No font of this machine, no package from elsewhere: the same bytes anywhere, and no socket.
            made = typst.compile(
                str(room / template),
                root=str(room),
                ignore_system_fonts=True,
                format="pdf",
                timestamp=made_at,
                pdf_tags=tagged,
            )
        except RuntimeError as error:
            raise RefusedError(f"the PDF cannot be set: {_why(error)}") from None
    return bytes(made)


def _why(error: RuntimeError) -> str:
    """What typst says, with the line of the template where it says so."""
    said = str(error).splitlines()[0]
    place = _PLACE.search(str(getattr(error, "diagnostic", "")))
    return f"line {place[1]}: {said}" if place else said


def typst_room() -> ModuleType:
    """The package that sets pages. Raises `RefusedError` where it is not installed."""
    try:
        import typst
    except ImportError:
        raise RefusedError(_MISSING) from None
    return typst


def _data(report: Report) -> dict[str, Any]:
    """What the template reads: the JSON form, and beside it what only a page needs."""
    return {
        **shape(report),
        "period": report.period,
        "windows_lead": WINDOWS_LEAD,
        "figure_note": report.figure_note,
        "finding_note": report.finding_note,
        "stands_note": report.stands_note,
        "battle_lead": report.battle.lead,
        "left_out": list(report.left_out),
        "redacted": report.redacted,
        "pairs": [one.is_telling for one in report.changes],
        "drawings": [{"type": c.type, "svg": c.svg, "text": c.text} for c in report.charts.drawn],
        "key": [asdict(one) for one in report.charts.legend],
        "charts_left_out": report.charts.left_out,
    }


def newest(report: Report) -> int:
    """Seconds since 1970 of the newest instant of the report's data; 0 where there is none."""
    if report.newest is None:
        return 0
    return max(0, int((report.newest - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()))


def _settable(value: Any, unset: set[str]) -> Any:
    """The data with each text of two directions in pieces, and letters no font holds written by their code."""
    if isinstance(value, dict):
        return {key: one if key == "svg" else _settable(one, unset) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_settable(one, unset) for one in value]
    if not isinstance(value, str) or value.isascii():
        return value
    text = "".join(c if _holds(c) else _coded(c, unset) for c in value)
    if not has_rtl(text):
        return text
    return {"runs": [[piece, rtl and len(piece) <= _LONGEST_RUN] for piece, rtl in runs(text)]}


def _coded(c: str, unset: set[str]) -> str:
    unset.add(c)
    return f"[U+{ord(c):04X}]"


def _holds(c: str) -> bool:
    starts, ends = _held()
    place = bisect_right(starts, ord(c)) - 1
    return place >= 0 and ord(c) <= ends[place]


@lru_cache(maxsize=1)
def _held() -> tuple[list[int], list[int]]:
    """First and last code points of the ranges that the fonts hold."""
    text = (resources.files("obslog.data") / "pdf_characters.txt").read_text(encoding="ascii")
    words = [word for line in text.splitlines() if not line.startswith("#") for word in line.split()]
    pairs = [word.partition("-") for word in words]
    return [int(a, 16) for a, _, _ in pairs], [int(b or a, 16) for a, _, b in pairs]


def _unset_words(unset: set[str]) -> str | None:
    """Which writing the fonts lack: the first word of the names of the letters (CJK, THAI, ...)."""
    if not unset:
        return None
    kinds = sorted({unicodedata.name(c, "unnamed").split()[0].capitalize() for c in unset})
    shown = ", ".join(kinds[:6]) + (" and others" if len(kinds) > 6 else "")
    return (
        f"The fonts of this PDF do not hold some letters of names ({shown}): they are written by their code, "
        "U+ and its number. The HTML form shows them."
    )


def _read(name: str) -> bytes:
    return (resources.files("obslog.report") / "templates" / name).read_bytes()
