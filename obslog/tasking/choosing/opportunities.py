"""Opportunities of a requirement: a pass that could answer it, with its chance, its cost and its place among others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from obslog.model.requirements import Needs
from obslog.tasking.choosing.aim import Aim
from obslog.tasking.choosing.likelihood import Attempt, Likelihood
from obslog.tasking.choosing.prices import Cost, Prices
from obslog.tasking.choosing.sky import Sky
from obslog.tasking.choosing.views import GroundView


@dataclass(frozen=True)
class Opportunity:
    """A pass that could answer. `worth` orders them (chance with stand-ins, times timeliness) and is never shown.

    `place` counts from 1; `why` says in a sentence why it stands there. `notes` are what a buyer must know. A
    systematic satellite is not `taskable`: it images by its operator's plan, and there is nothing to order.
    """

    view: GroundView
    likelihood: Likelihood
    worth: float
    hours: float
    cost: Cost | None = None
    notes: tuple[str, ...] = ()
    place: int = 0
    why: str = ""

    @property
    def key(self) -> str:
        """What names it: catalogue number and the second of its culmination."""
        return f"{self.view.one.norad_id}-{self.view.one.tca:%Y%m%dT%H%M%SZ}"

    @property
    def taskable(self) -> bool:
        """Whether it can be ordered."""
        return self.view.sensor is not None and self.view.sensor.taskable

    @property
    def attempt(self) -> Attempt:
        """As one try of several."""
        return Attempt(self.view.one.tca, self.likelihood.sky, self.likelihood.without_sky)


@dataclass(frozen=True)
class Ranked:
    """The opportunities of one requirement, best first; how many passes were ruled out and why, most first; what a
    reader must know, one line each. `start` and `end` are the time looked at (UTC)."""

    requirement_id: str
    question: str
    aim: Aim
    start: datetime
    end: datetime
    opportunities: tuple[Opportunity, ...]
    ruled_out: tuple[tuple[str, int], ...]
    messages: tuple[str, ...] = ()

    @property
    def passes(self) -> int:
        """All passes that were looked at."""
        return len(self.opportunities) + sum(count for _, count in self.ruled_out)


@dataclass(frozen=True)
class Baseline:
    """An earlier image that a new one would be compared with: its name in words, off-nadir and sun in degrees."""

    name: str
    off_nadir_deg: float
    sun_deg: float


@dataclass(frozen=True)
class Asked:
    """A requirement ready to be held against passes: its needs, its ground, its sky, the user's prices, an earlier image
    to compare with, what providers made of orders (`collecting.by_orders`), and the time [start, end] UTC that is
    looked at, from which timeliness counts."""

    requirement_id: str
    question: str
    needs: Needs
    aim: Aim
    sky: Sky
    start: datetime
    end: datetime
    prices: Prices | None = None
    baseline: Baseline | None = None
    record: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    messages: tuple[str, ...] = field(default=())
