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


@dataclass(frozen=True)
class OrderLine:
    """One type of the order of battle: what its last telling pass says, how old that is, and what is not known.

    `count` and `words` are the strict bounds there (None: no pass of the period tells). `as_of` names that pass,
    `age` how long before the end of the period it was made. `where` and `states` are what its looks say of place and
    condition, `confidence` how sure of the type they are. `complete` is "yes" where the pass bounds the number above,
    else why it does not. `since` says what the passes after it say, none of which tells. `depth` is for indenting.
    """

    type: str
    depth: int
    count: str | None
    words: str
    as_of: str | None
    age: str | None
    where: str
    states: str
    confidence: str
    complete: str
    since: str
    looks: tuple[str, ...] = ()
    footnotes: tuple[int, ...] = ()


@dataclass(frozen=True)
class OrderOfBattle:
    """What is known of each type at the end of the period, never as a current count. `lead` says what it is of."""

    lines: tuple[OrderLine, ...] = ()
    lead: str = ""
