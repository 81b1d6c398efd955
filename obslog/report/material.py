"""What a change report is made from: all of it already read, so that a report needs no store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from obslog.model.estimates import Assessment
from obslog.model.images import Image
from obslog.model.looks import Look
from obslog.model.places import Site
from obslog.model.sources import Source, Statement
from obslog.model.types import TypeTree
from obslog.observing.comparison import Comparison
from obslog.observing.overview import Matrix, Timeline
from obslog.observing.testimony import Contradiction
from obslog.report.number_parts import Sky


@dataclass(frozen=True)
class Material:
    """The looks, comparisons, statements and evidence of one site and period, as `Log` puts them together.

    `since` and `until` are printed as they are. `comparisons` holds each consecutive pair of passes,
    `overall` the first against the last (None where there are fewer than two passes). `sentences` maps the id
    of a look to what it says, `entries` to the number of its journal entry. `images` maps sha256 to image;
    `waiting` are the images that nobody looked at. `head` is "sequence:hash" of the journal. With `tree`,
    roll-ups that say no more than what lies below them are folded into it. `end` is the last instant of the period
    where one was asked for (aware UTC); without it a period ends with its last pass. `sky` holds the passes that are to
    come, None where nobody looked for them.
    """

    site: Site
    since: str
    until: str
    comparisons: tuple[Comparison, ...]
    overall: Comparison | None
    matrix: Matrix
    timeline: Timeline
    looks: Mapping[str, Look]
    sentences: Mapping[str, str]
    area_names: Mapping[str, str]
    images: Mapping[str, Image]
    statements: tuple[tuple[Statement, Source], ...]
    contradictions: tuple[Contradiction, ...]
    assessments: tuple[Assessment, ...]
    waiting: tuple[Image, ...]
    head: str
    entries: Mapping[str, int]
    version: str
    tree: TypeTree | None = None
    end: datetime | None = None
    sky: Sky | None = None
