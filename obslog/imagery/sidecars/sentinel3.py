"""Sentinel-3: the manifest of a `.SEN3` folder. Dated by the middle of what it covers, minutes of one orbit."""

from __future__ import annotations

import re
from dataclasses import replace

from obslog.imagery.claims import Claim
from obslog.imagery.sidecars.formats import SidecarFormat, everything
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import found_text, instant, ring
from obslog.imagery.sidecars.said import Said, joined, lat_lon_pairs, texts
from obslog.model.when import Basis, When, at


def read(folder: Folder, name: str) -> Claim | None:
    """What the manifest says; None for that of another mission. Raises `SidecarError`."""
    root = folder.xml(name)
    if (found_text(root, ".//platform/familyName") or "").upper() != "SENTINEL-3":
        return None
    unit = found_text(root, ".//platform/number") or ""
    said = Said.of("the Sentinel-3 manifest", name)
    said.when = _middle(
        instant(found_text(root, ".//acquisitionPeriod/startTime")),
        instant(found_text(root, ".//acquisitionPeriod/stopTime")),
    )
    said.text("provider", "ESA")
    said.text("platform", f"sentinel-3{unit.lower()}" if re.fullmatch(r"[A-Da-d]", unit) else "sentinel-3")
    family = root.find(".//instrument/familyName")
    said.text("instrument", str(family.get("abbreviation", "")).lower() if family is not None else None)
    rings = [lat_lon_pairs(text) for text in texts(root, "posList", 100)]
    said.footprint = joined([ring(points) for points in rings if points])
    said.text("product_level", found_text(root, ".//productType"))
    said.tag("sentinel3:product", found_text(root, ".//productName"))
    said.tag("sentinel3:orbit", found_text(root, ".//orbitNumber"))
    return said.claim()


def _middle(start: When | None, stop: When | None) -> When | None:
    """The instant halfway between two; the start alone where there is no later stop."""
    if start is None or start.earliest is None or stop is None or stop.earliest is None:
        return start
    if stop.earliest < start.earliest:
        return start
    halfway = start.earliest + (stop.earliest - start.earliest) / 2
    return replace(at(halfway, Basis.SIDECAR), text=f"{start.text}/{stop.text}")


FORMATS = (
    SidecarFormat(
        "Sentinel-3 manifest", re.compile(r"xfdumanifest\.xml", re.IGNORECASE), read, everything, depth=1
    ),
)
