"""The parts of a report that hold numbers over time: charts as data, from which every form draws or prints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from obslog.orbits.pass_words import Pass


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


@dataclass(frozen=True)
class PassLine:
    """A pass that could answer: which satellite, when it stands highest (UTC to the minute, and by the site's clock),
    how far off straight down, the pixel on the ground or SAR, the sun's height, and the questions it bears on."""

    satellite: str
    norad_id: int
    sensor: str
    when: str
    local: str | None
    off_nadir: str
    gsd: str
    sun: str
    answers: tuple[str, ...]
    said: str


@dataclass(frozen=True)
class Ahead:
    """The passes that could answer open questions, or in `lead` why there are none; `notes` are warnings."""

    lead: str = ""
    lines: tuple[PassLine, ...] = ()
    more: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sky:
    """The passes found over a site from `start` (aware UTC), or `why_none`; `notes` are what a reader must know."""

    passes: tuple[Pass, ...] = ()
    start: datetime | None = None
    why_none: str | None = None
    notes: tuple[str, ...] = ()
