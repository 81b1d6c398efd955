"""What one witness (a STAC item, the file's tags, the file's name) says of an image, before it is weighed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from obslog.model.places import Geometry
from obslog.model.when import Basis, When


@dataclass(frozen=True)
class Claim:
    """One witness: its `basis`, a `witness` phrase for warnings, when, and the fields that it states.

    `fields` holds names of `Identity` (`provider`, `platform`, `instrument`, `gsd_m`, `off_nadir_deg`,
    `incidence_deg`, `sun_elevation_deg`, `cloud_fraction`); angles in degrees, `gsd_m` in metres, the cloud
    as a fraction. `footprint` is in WGS 84 degrees. `tags` are texts worth keeping as they stand.
    """

    basis: Basis
    witness: str
    when: When | None = None
    fields: Mapping[str, str | float] = field(default_factory=dict)
    footprint: Geometry | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def clean_text(value: object, limit: int = 4096) -> str:
    """Text from outside made storable: no NUL, no lone surrogate, at most `limit` characters."""
    text = str(value)[: limit + 1].replace("\0", "\\x00")
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= limit else text[: limit - 1] + "…"
