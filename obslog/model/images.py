"""Images: one file of evidence each, and the acquisition that several of them may show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from obslog.model.places import Geometry
from obslog.model.when import When

#: A share of valid pixels from which, without an area to say where the rest is, an image is whole: a few dark
#: pixels bear the number that stands for nothing.
_NEARLY_WHOLE = 0.999


@dataclass(frozen=True)
class Identity:
    """What one file is, when and where it was taken, and on what basis: the answer of `obslog identify`.

    Each field keeps its basis in `basis` (field name -> `stac`, `tags`, `file_name`, ...). `footprint` is in
    WGS 84 degrees, None without georeference (`georeference` then says why, e.g. `none`, `local`). Sizes are
    in pixels, `gsd_m` in metres a pixel on the ground, `error_m` the expected error of the placement in metres
    where something states or implies one.
    """

    path: str
    when: When
    driver: str | None = None
    width: int | None = None
    height: int | None = None
    bands: int | None = None
    dtype: str | None = None
    crs: str | None = None
    georeference: str = "none"
    footprint: Geometry | None = None
    gsd_m: float | None = None
    provider: str | None = None
    platform: str | None = None
    instrument: str | None = None
    off_nadir_deg: float | None = None
    incidence_deg: float | None = None
    sun_elevation_deg: float | None = None
    cloud_fraction: float | None = None
    drawn: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)
    basis: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    error_m: float | None = None


@dataclass(frozen=True)
class Tie:
    """A pixel (column, row from the upper left corner, whole numbers between pixels) and its place in degrees."""

    column: float
    row: float
    lon: float
    lat: float


@dataclass(frozen=True)
class Image:
    """A file of evidence as the log keeps it; `id` is its sha256 in hex. The file is never written to.

    `acquisition_basis` says why it belongs to its acquisition: `instant` (one platform at one instant) or
    `analyst`. The last four come from its pixels, None while nobody has looked through them: `phash` 16 hex
    digits, `valid_share` 0..1 of the pixels that hold data, `valid_area` their ground in WGS 84. `ties` are those that
    the analyst placed it by. `attribution` is who must be named beside it; `publication` says whether it may leave the
    log: `yes`, `credit` (named and credited, its pixels not shown), `no`, or None while nobody has said.
    """

    id: str
    path: str
    size: int
    identity: Identity
    acquisition_id: str | None = None
    licence: str | None = None
    sites: tuple[tuple[str, float], ...] = ()
    acquisition_basis: str | None = None
    decoded: bool | None = None
    phash: str | None = None
    valid_share: float | None = None
    valid_area: Geometry | None = None
    ties: tuple[Tie, ...] = ()
    attribution: str | None = None
    publication: str | None = None
    publication_reason: str | None = None

    @property
    def ground(self) -> Geometry | None:
        """The ground that it shows: where its pixels hold data, as far as that is known, else its footprint.

        None where it lies nowhere, or where nothing of it holds data.
        """
        if self.valid_area is not None:
            return self.valid_area
        empty = self.valid_share is not None and self.valid_share < _NEARLY_WHOLE
        return None if empty else self.identity.footprint


@dataclass(frozen=True)
class NearPair:
    """Two images that look alike: a suggestion that one may be a crop or re-post of the other, never more.

    `distance` is how many of the 64 bits of their fingerprints differ, None where something else than their looks
    speaks for it; `note` says what does, or that their dates disagree.
    """

    image: str
    path: str
    near: str
    near_path: str
    distance: int | None
    note: str = ""

    def to_wire(self) -> dict[str, object]:
        """The shape of a line of `image list --near --json`."""
        return {
            "image": self.image,
            "path": self.path,
            "near": self.near,
            "near_path": self.near_path,
            "distance": self.distance,
            "note": self.note,
        }
