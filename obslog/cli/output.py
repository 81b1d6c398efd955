"""Everything that the command line prints goes through here: tables, JSON lines, notes and errors, escaped."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

from obslog.model.text import safe


def say(text: str = "") -> None:
    """Print one line to standard output, escaped: no text from a file reaches the terminal raw, no newline either."""
    click.echo(safe(text))


def note(text: str) -> None:
    """Print one line to standard error: progress, warnings, what was left out."""
    click.echo(safe(text), err=True)


def emit(shape: Mapping[str, Any]) -> None:
    """Print one JSON object on one line, ASCII only, so that no control character survives."""
    click.echo(json.dumps(shape, ensure_ascii=True, allow_nan=False))


def emit_all(shapes: Iterable[Mapping[str, Any]]) -> None:
    """Print JSON lines as they come, so that a reader need not wait for the last."""
    for shape in shapes:
        emit(shape)


def width(text: str) -> int:
    """Columns that a text takes in a terminal: wide East Asian characters two, combining marks none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def table(headers: Sequence[str], rows: Iterable[Sequence[object]], empty: str = "nothing") -> None:
    """Print rows under headers in aligned columns; cells are escaped, None is a dash. `empty` when no rows."""
    cells = [[safe("-" if cell is None else str(cell)) for cell in row] for row in rows]
    if not cells:
        say(empty)
        return
    lines = [list(headers), *cells]
    wide = [max(width(line[i]) for line in lines) for i in range(len(headers))]
    for number, line in enumerate(lines):
        padded = "  ".join(cell + " " * (wide[i] - width(cell)) for i, cell in enumerate(line)).rstrip()
        click.echo(click.style(padded, bold=True) if number == 0 and sys.stdout.isatty() else padded)


def fields(pairs: Iterable[tuple[str, object]]) -> None:
    """Print `name  value` lines, leaving out what is None or empty."""
    kept = [(name, value) for name, value in pairs if value not in (None, "", (), [])]
    wide = max((len(name) for name, _ in kept), default=0)
    for name, value in kept:
        say(f"{name.ljust(wide)}  {value}")
