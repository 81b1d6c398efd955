"""The pictures of a report as frozen values: before and after of a change, or a sentence in the place of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: How to read the pictures, said once above them.
FIGURE_NOTE = (
    "The pictures mark only objects of the type that their claim is about: a full disc is confirmed, a half one probable, "
    "a ring possible. Where an image holds nothing they are hatched. North is up unless the arrow says otherwise."
)


@dataclass(frozen=True)
class Picture:
    """One chip of a report, or `missing`, the sentence that says why there is none.

    `side` is before or after; `evidence` the label of its image (I1), None where no image is named. `alt` says in words
    what can be seen, `caption` date, basis and credit. `png` is the chip, `derivation` how it was made (see
    `obslog.model.chips.Derivation`), `sha256` that of its bytes.
    """

    side: str
    evidence: str | None
    alt: str = ""
    caption: str = ""
    credit: str = ""
    missing: str | None = None
    png: bytes = field(default=b"", repr=False)
    sha256: str | None = None
    width: int = 0
    height: int = 0
    derivation: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Figure:
    """Before and after of one change: its label (P1), the claims it stands by, and two pictures of one piece of ground.

    `group` counts the pairs of passes from 0, as `Report.changes` has them. `laid` says that both pictures show the very
    same ground, so that one may be slid over the other.
    """

    id: str
    group: int
    claims: tuple[str, ...]
    title: str
    before: Picture
    after: Picture
    laid: bool
    notes: tuple[str, ...] = ()

    @property
    def pictures(self) -> tuple[Picture, Picture]:
        """Before, then after."""
        return self.before, self.after

    @property
    def foot(self) -> float:
        """Where the strip under the pictures begins, in percent of their height."""
        size = self.before.derivation.get("size")
        return 100.0 if not size or not self.before.height else 100.0 * float(size[1]) / self.before.height

    @property
    def slides(self) -> bool:
        """Whether there are two pictures of the same ground."""
        return self.laid and all(one.missing is None for one in self.pictures)


@dataclass(frozen=True)
class Stand:
    """A stand that looks changed: its mark, type, area, place in degrees, and how alike it looks (1: the very same)."""

    mark: str
    types: str
    where: str
    lon: float | None
    lat: float | None
    likeness: float | None


@dataclass(frozen=True)
class StandList:
    """The stands of one image held against another by their pixels: a queue for the eye. `says` sums it up, or says why
    nothing could be compared; `before` and `after` are labels of images."""

    title: str
    before: str | None
    after: str | None
    stands: tuple[Stand, ...]
    says: str


#: What a list of stands is, said above it.
STANDS_NOTE = (
    "Marked objects of one date whose places look otherwise on the next image, by their pixels alone. "
    "Shadow, haze and turned aircraft look changed too: these are places to look at again, not changes."
)
