"""The demo: a log made from the drawn scenes in `imagery/` and the public record of December 2024."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from obslog.model.errors import NotFoundError, RefusedError

if TYPE_CHECKING:
    from obslog.log import Log
    from obslog.model.marks import NewMark
    from obslog.observing.comparison import Comparison

#: What the demo writes into its folder, and all that `replace` removes.
OURS = ("obslog.db", "obslog.db-wal", "obslog.db-shm", "report.html", "report.md")
#: Elements of satellites that do not exist (`imagery/satellites.py`), so that passes can be shown for those days.
SATELLITES = Path(str(files("obslog.data"))) / "demo_satellites.json"
#: How old the newest look at a site of the demo may get, days.
CADENCE_DAYS = 3.0
NOSE_RAISED = "; state nose raised"
#: An-26 and An-32 are nearly one size: from above they are a candidate set, never one of the two.
LOOK_ALIKE = {"An-26": "An-26|An-32", "An-32": "An-26|An-32"}


@dataclass(frozen=True)
class Demo:
    """What was made: the log's path, the reports, and the changes to show first."""

    log: Path
    reports: tuple[Path, ...]
    changes: tuple[Comparison, ...]
    imported: str


def scenes() -> Path:
    """The folder of drawn scenes: inside the installed package, or beside it in a checkout."""
    for folder in (
        Path(str(files("obslog"))) / "data" / "imagery",
        Path(str(files("obslog"))).parent / "imagery",
    ):
        if (folder / "records.json").is_file():
            return folder
    raise NotFoundError("folder", "imagery", hint="this installation came without the drawn scenes")


def make(
    folder: Path,
    *,
    replace: bool = False,
    clock: Callable[[], datetime] | None = None,
    without: Collection[str] = (),
) -> Demo:
    """Make the demo in `folder`; scenes named in `without` are left out, as if nobody had them yet.

    Raises `RefusedError` where a demo is already, unless `replace`.
    """
    from obslog.log import create

    present = [folder / name for name in OURS if (folder / name).exists()]
    if present and not replace:
        raise RefusedError(
            f"{present[0]} exists: name another folder, or give --replace to make the demo anew"
        )
    folder.mkdir(parents=True, exist_ok=True)
    for path in present:
        path.unlink()
    where = folder / "obslog.db"
    records = json.loads((scenes() / "records.json").read_text(encoding="utf-8"))
    with create(where, analyst="demo", clock=clock) as log:
        _places(log, records)
        taken = (
            [path for path in sorted(scenes().iterdir()) if path.name not in without]
            if without
            else [scenes()]
        )
        summary = log.import_images(taken, set_fields=("licence=drawn for obslog",))
        _press_crop(log, records)
        _looks(log, records)
        _public_record(log)
        log.elements_import([SATELLITES])
        reports = []
        for name in ("report.html", "report.md"):
            log.report("Khmeimim", since="2024-12-01", until="2024-12-20", output=folder / name)
            reports.append(folder / name)
        changes = (
            log.diff(
                "Khmeimim", "2024-12-13", "2024-12-15", types=("An-124", "Il-76", "An-26|An-32", "fighter")
            ),
            log.diff("Khmeimim", "2024-12-10", "2024-12-13", types=("An-124", "fighter")),
        )
    return Demo(where, tuple(reports), changes, summary.lines()[0])


def _places(log: Log, records: Mapping[str, Any]) -> None:
    for site in records["sites"]:
        log.site_add(
            site["name"],
            icao=site["icao"],
            position=(site["lon"], site["lat"]),
            polygon=_polygon(site["polygon"]),
            aliases=site["aliases"],
            timezone=site["timezone"],
            cadence_days=CADENCE_DAYS,
        )
        for area in site["areas"]:
            log.area_add(site["name"], area["name"], polygon=_polygon(area["polygon"]))


def _polygon(ring: list[list[float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [ring]}


def _looks(log: Log, records: Mapping[str, Any]) -> None:
    """One look for each dated scene but the 16-bit crop, which waits in the queue; one draft from the press crop."""
    images = {Path(image.path).name: image for image in log.image_list(limit=1000)}
    for truth in records["truth"]["files"]:
        image = images.get(Path(truth["file"]).name)
        if image is None or not image.identity.when.is_dated or image.identity.dtype == "uint16":
            continue
        areas = truth["areas"]
        look = log.look_add(
            truth["site"],
            image=image.id,
            saw=[
                f"{LOOK_ALIKE.get(kind, kind)}={number}@{area}{NOSE_RAISED if kind == 'An-124' else ''}"
                for area, here in areas.items()
                for kind, number in here["seen"].items()
                if kind != "truck"
            ],
            visible={area: _share(here["visible"]) for area, here in areas.items() if here["visible"] > 0},
            not_observable={
                area: "cloud"
                for area, here in areas.items()
                if here["visible"] == 0 and truth["cloud_share"] > 0
            },
            complete_for=["ship"] if truth["site"] == "Tartus" else ["transport", "fighter", "helicopter"],
        )
        log.marks_add(image.id, _marks(truth["objects"]), look=look.id)


def _marks(objects: list[Mapping[str, Any]]) -> list[NewMark]:
    """Boxes about what the looks count, as far as it is on the image."""
    from obslog.model.marks import MarkKind, NewMark

    return [
        NewMark(
            ((left, top), (right, bottom)),
            LOOK_ALIKE.get(one["type"], one["type"]),
            MarkKind.BOX,
            state=one["state"],
        )
        for one in objects
        if one["type"] != "truck" and one["pixel_box"]
        for left, top, right, bottom in [one["pixel_box"]]
    ]


def _press_crop(log: Log, records: Mapping[str, Any]) -> None:
    """The crop that the press printed is of the scene of its day: one acquisition, so one source."""
    images = {Path(image.path).name: image for image in log.image_list(limit=1000)}
    truth = {Path(file["file"]): file for file in records["truth"]["files"]}
    crop = next(path for path in truth if path.parent.name == "press")
    scene = next(path for path, file in truth.items() if path != crop and file["when"] == truth[crop]["when"])
    log.image_link(
        [images[crop.name].id, images[scene.name].id], reason="the press printed a part of that very scene"
    )


def _share(fraction: float) -> float:
    """A visible fraction as an analyst would state it: to a tenth, and whole only if it is whole."""
    return 1.0 if fraction == 1.0 else max(0.1, min(0.9, round(fraction, 1)))


def _public_record(log: Log) -> None:
    seed = json.loads((files("obslog.data") / "seed.json").read_text(encoding="utf-8"))
    for source in seed["sources"]:
        log.source_add(source["name"], kind=source["kind"], reliability=source["reliability"])
    for said in seed["statements"]:
        log.statement_add(
            said["site"],
            said["text"],
            source_name=said["source"],
            when=said["when"],
            basis=said["basis"],
            counts=said["counts"],
            origin=said.get("origin"),
            movement=said.get("moved"),
            kind=said.get("kind", "observation"),
        )
