"""What the pixels of one file say: whether all of them decode."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from obslog.imagery.limits import Limits
from obslog.model.places import Geometry


@dataclass(frozen=True)
class PixelReport:
    """The whole pixel pass of one file; see `look_through`."""

    reason: str | None = None
    valid_share: float | None = None
    valid_area: Geometry | None = None
    phash: str | None = None
    preview: bytes | None = None

    def to_wire(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "reason": self.reason,
            "valid_share": self.valid_share,
            "valid_area": None if self.valid_area is None else self.valid_area.polygons,
            "phash": self.phash,
            "preview": None if self.preview is None else base64.b64encode(self.preview).decode("ascii"),
        }

    @classmethod
    def from_wire(cls, wire: dict[str, Any]) -> PixelReport:
        """The report in `wire`. Raises `KeyError`, `TypeError` or `ValueError`."""
        shape, preview = wire["valid_area"], wire["preview"]
        area = None
        if shape is not None:
            area = Geometry(tuple(tuple(tuple((x, y) for x, y in ring) for ring in part) for part in shape))
        return cls(
            wire["reason"],
            wire["valid_share"],
            area,
            wire["phash"],
            None if preview is None else base64.b64decode(preview),
        )


def look_through(path: bytes, limits: Limits) -> PixelReport:
    """Decode every pixel of one file of evidence; never raises."""
    from obslog.imagery.decode_worker import decode_reason

    return PixelReport(decode_reason(path, limits))
