"""A small port with a north and a south pier, whose clock a test can set."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import obslog
from observing.scene import AROUND, NORTH, SOUTH, WHOLE, geotiff, ground
from obslog.model.looks import Look

SITE = "Tartus"
#: Every part of the port seen whole.
ALL = {"north pier": 1.0, "south pier": 1.0, "elsewhere": 1.0}


class Port:
    """A log with one site of two piers; each `look` brings its own image. `now` is the clock of the log."""

    def __init__(self, where: str, folder: Path, *, cadence_days: float | None = None) -> None:
        self.now = datetime(2024, 12, 20, 12, tzinfo=UTC)
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.taken = 0
        self.log = obslog.create(where, analyst="first desk", clock=lambda: self.now)
        self.site = self.log.site_add(SITE, polygon=ground(WHOLE), cadence_days=cadence_days)
        self.log.area_add(SITE, "north pier", polygon=ground(NORTH))
        self.log.area_add(SITE, "south pier", polygon=ground(SOUTH))

    def image(self, when: str, *, set_fields: dict[str, str] | None = None, **options: Any) -> str:
        """Import one image of the port; its id."""
        self.taken += 1
        tags = {"SERIAL": str(self.taken)}
        path = geotiff(
            self.folder / f"scene{self.taken}.tif", when, options.pop("box", AROUND), tags=tags, **options
        )
        lines: list[dict[str, Any]] = []
        self.log.import_images([path], on_outcome=lines.append, set_fields=set_fields or {})
        assert lines[0]["outcome"] == "imported", lines
        return str(lines[0]["image"])

    def day(self, day: str) -> str:
        """Import one image of which only the day is known; its id."""
        self.taken += 1
        path = geotiff(self.folder / f"scene{self.taken}.tif", None, AROUND, tags={"SERIAL": str(self.taken)})
        lines: list[dict[str, Any]] = []
        self.log.import_images([path], on_outcome=lines.append, set_fields={"when": day})
        return str(lines[0]["image"])

    def look(self, when: str, *saw: str, **content: Any) -> Look:
        """Log one look at a new image of that instant, or of that day."""
        image = self.image(when) if "T" in when else self.day(when)
        return self.log.look_add(SITE, image=image, saw=saw, **content)

    def whole(self, when: str, *saw: str) -> Look:
        """A look that saw all of the port and lists every ship."""
        return self.look(when, *saw, visible=ALL, complete_for=["ship"])

    def says(self, text: str, when: str, *counts: str, source: str = "a newspaper", **options: Any) -> str:
        """What a source says of the port; the id of the statement."""
        if source not in {one.name for one in self.log.source_list()}:
            self.log.source_add(source, kind="news report")
        said = self.log.statement_add(SITE, text, source_name=source, when=when, counts=counts, **options)
        return said.id
