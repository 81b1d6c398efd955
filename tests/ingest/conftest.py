"""A log to import into, with one site, and a few images of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from making_rasters import geotiff, jpeg, png
from obslog.model.places import Geometry, Site
from obslog.store.ids import new_id
from obslog.store.journal import Actor
from obslog.store.rows import site_ops
from obslog.store.workspace import Workspace

ACTOR = Actor("test")


@pytest.fixture
def workspace(log_url: str) -> Iterator[Workspace]:
    """A new log, on either database."""
    with Workspace.create(log_url) as made:
        yield made


@pytest.fixture
def site(workspace: Workspace) -> Site:
    """A site of about 40 m by 40 m inside the images that `folder` holds."""
    ring = (
        (35.9630, 35.4125),
        (35.9634, 35.4125),
        (35.9634, 35.4128),
        (35.9630, 35.4128),
        (35.9630, 35.4125),
    )
    made = Site(new_id(), "Khmeimim", 35.9632, 35.41265, Geometry(((ring,),)))
    workspace.write("site add", ACTOR, site_ops(made))
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Images of the trade: a placed one, an undated crop, a press crop, a copy, and documents."""
    root = tmp_path / "imagery"
    (root / "sub").mkdir(parents=True)
    image = geotiff(root / "20241213_081211_ssc10_u0001_visual.tif", size=256)
    png(root / "crop.png")
    jpeg(root / "sub" / "press_13dec2024.jpg")
    (root / "sub" / "copy.tif").write_bytes(image.read_bytes())
    (root / "notes.txt").write_text("words")
    (root / "readme.md").write_text("words")
    return root
