"""ImageSat's EROS, by the `.pass` text of a strip; dated by the start of its sweep."""

from __future__ import annotations

import re

from obslog.imagery.claims import Claim
from obslog.imagery.sidecars.formats import SidecarFormat, stem
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import instant, number
from obslog.imagery.sidecars.said import Said


def read(folder: Folder, name: str) -> Claim | None:
    """What the pass file says. Raises `SidecarError`."""
    values: dict[str, str] = {}
    for line in folder.text(name).splitlines()[:2000]:
        parts = line.split(None, 1)
        if len(parts) == 2:
            values.setdefault(parts[0], parts[1].strip())
    satellite = values.get("satellite", "")
    # EROS-B1 is what ImageSat first called EROS B.
    unit = re.fullmatch(r"EROS[- ]?([A-Z])\d?", satellite, re.IGNORECASE)
    if unit is None:
        return None
    said = Said.of("the pass file", name)
    said.when = instant(values.get("sweep_start_utc"))
    said.text("provider", "ImageSat")
    said.text("platform", f"eros-{unit.group(1).lower()}")
    said.text("instrument", values.get("camera", "").lower())
    cloud = number(values.get("overall_cc"), 0, 100)
    said.number("cloud_fraction", cloud, 0.01)
    said.tag("eros:satellite", satellite)
    said.tag("eros:orbit", values.get("orbit"))
    return said.claim()


FORMATS = (SidecarFormat("EROS", re.compile(r".+\.pass", re.IGNORECASE | re.DOTALL), read, stem),)
