"""The parts of a report that hold numbers over time: charts as data, from which every form draws or prints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ChartPoint:
    """What one pass, or one image that nobody looked at, says of a type at one time.

    `kind` is that of a cell of the matrix (count, bound, zero, part, cloud, gap, labelled, conflict) or
    `waiting`. `earliest` and `latest` bound the instant, UTC. `lo` and `hi` are the strict bounds, `hi` None where
    nothing bounds the number above; both are None where no number is meant.
    """

    name: str
    earliest: datetime
    latest: datetime
    kind: str
    sign: str
    words: str
    lo: int | None
    hi: int | None
    looks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """One type over time: its points in order of time, the same in one sentence, and the drawing.

    `top` is the highest number any bound names. `svg` is one drawing for HTML and PDF.
    """

    type: str
    points: tuple[ChartPoint, ...]
    top: int
    text: str
    svg: str


@dataclass(frozen=True)
class Swatch:
    """A line of the legend: a small drawing and what it means."""

    kind: str
    words: str
    svg: str


@dataclass(frozen=True)
class Charts:
    """All charts of a report with their legend; `left_out` says how many types are in the table only."""

    drawn: tuple[Chart, ...] = ()
    legend: tuple[Swatch, ...] = ()
    left_out: str | None = None
