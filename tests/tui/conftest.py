"""What tests of screens share: the demo log, made once, copied for each test."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from obslog.demo import make, scenes
from obslog.log import open_log
from obslog.model.marks import NewMark


def noon() -> datetime:
    """The moment at which tests of the demo take place."""
    return datetime(2024, 12, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def demo_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demo; not to be written to."""
    return make(tmp_path_factory.mktemp("demo") / "d", clock=noon).log.parent


@pytest.fixture
def demo(demo_made: Path, tmp_path: Path) -> Path:
    """The path of a demo log of this test alone."""
    shutil.copytree(demo_made, tmp_path / "demo")
    return tmp_path / "demo" / "obslog.db"


@pytest.fixture(scope="session")
def marked_made(demo_made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo with a box about each aircraft and launcher that its looks of Khmeimim saw; not to be written to."""
    folder = tmp_path_factory.mktemp("marked") / "d"
    shutil.copytree(demo_made, folder)
    truth = json.loads((scenes() / "records.json").read_text(encoding="utf-8"))["truth"]["files"]
    objects = {Path(file["file"]).name: file["objects"] for file in truth}
    with open_log(folder / "obslog.db", analyst="Ada") as log:
        for look in log.look_list("Khmeimim", status="closed"):
            image = log.image_show(look.image_id or "")
            seen = [one for one in objects[Path(image.path).name] if one["type"] != "truck"]
            log.marks_add(image.id, map(_box, seen), look=look.id)
    return folder


def _box(truth: dict[str, Any]) -> NewMark:
    left, top, right, bottom = truth["pixel_box"]
    kind = "An-26|An-32" if truth["type"] == "An-26" else truth["type"]
    return NewMark(((left, top), (right, bottom)), kind, "box")


@pytest.fixture
def marked(marked_made: Path, tmp_path: Path) -> Path:
    """The path of a demo log with marks, of this test alone."""
    shutil.copytree(marked_made, tmp_path / "marked")
    return tmp_path / "marked" / "obslog.db"
