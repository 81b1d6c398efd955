"""Pixels left for later are looked through by the same pass; previews are made once and can be lost."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from making_rasters import geotiff, jpeg, png
from obslog.ingest.options import ImportOptions
from obslog.ingest.preparing import prepare, preview
from obslog.ingest.previews import Previews
from obslog.ingest.run import import_images
from obslog.model.errors import FileRefusedError
from obslog.store import queries
from obslog.store.journal import Actor
from obslog.store.verify import verify
from obslog.store.workspace import Workspace

ACTOR = Actor("test")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Previews of a database lie in a cache folder of the test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def picture(path: Path, seed: int) -> Path:
    """A PNG with something on it."""
    import numpy as np
    from PIL import Image

    dice = np.random.default_rng(seed)
    coarse = Image.fromarray(dice.integers(0, 255, (8, 8), "uint8"))
    coarse.resize((256, 256), Image.Resampling.BICUBIC).save(path)
    return path


def test_an_import_keeps_previews_and_prepare_then_has_nothing_to_do(
    workspace: Workspace, tmp_path: Path
) -> None:
    picture(tmp_path / "a.png", 1)
    import_images(workspace, ACTOR, [tmp_path / "a.png"], ImportOptions(jobs=1))
    (image,) = queries.images(workspace)
    kept = Previews(workspace).path(image.id)
    assert kept.read_bytes().startswith(b"\xff\xd8\xff")
    assert kept.parent.name == image.id[:2]
    before, head = kept.stat().st_mtime_ns, workspace.head()
    done = prepare(workspace, ACTOR, None, jobs=1)
    assert (done.looked_through, done.previews, done.exit_code) == (0, 0, 0)
    assert (kept.stat().st_mtime_ns, workspace.head()) == (before, head)
    assert not list(kept.parent.glob(".partial-*"))


def test_prepare_does_what_the_import_left(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    picture(folder / "a.png", 1)
    picture(folder / "b.png", 2)
    broken = geotiff(folder / "c.tif", size=256)
    data = broken.read_bytes()
    broken.write_bytes(data[: len(data) // 2] + b"\0" * (len(data) - len(data) // 2))
    import_images(workspace, ACTOR, [folder], ImportOptions(jobs=1, pixels=False))
    taken = {Path(image.path).name: image for image in queries.images(workspace)}
    lines: list[dict[str, Any]] = []
    done = prepare(workspace, ACTOR, [taken["a.png"].id], jobs=1, on_outcome=lines.append)
    assert (done.looked_through, done.previews, done.rejected) == (1, 1, 0)
    assert [line["path"] for line in lines] == [str(folder / "a.png")]
    kept = queries.image(workspace, taken["a.png"].id)
    assert kept.decoded and kept.phash is not None and kept.valid_share == 1.0
    rest = prepare(workspace, ACTOR, None, jobs=1)
    assert rest.looked_through == len(taken) - 1 - rest.rejected
    assert verify(workspace) == ()


def test_lost_previews_are_made_again_without_an_entry_in_the_journal(
    workspace: Workspace, tmp_path: Path
) -> None:
    picture(tmp_path / "a.png", 1)
    import_images(workspace, ACTOR, [tmp_path / "a.png"], ImportOptions(jobs=1))
    (image,) = queries.images(workspace)
    kept, head = Previews(workspace).path(image.id), workspace.head()
    kept.unlink()
    assert prepare(workspace, ACTOR, None, jobs=1).previews == 1
    kept.write_bytes(b"half")
    assert preview(workspace, image.id) == kept
    assert kept.read_bytes().startswith(b"\xff\xd8\xff")
    assert workspace.head() == head


def test_a_file_that_is_gone_or_touched_is_said_not_read(workspace: Workspace, tmp_path: Path) -> None:
    picture(tmp_path / "a.png", 1)
    import_images(workspace, ACTOR, [tmp_path / "a.png"], ImportOptions(jobs=1, pixels=False))
    (image,) = queries.images(workspace)
    os.utime(tmp_path / "a.png", (1, 1))
    lines: list[dict[str, Any]] = []
    done = prepare(workspace, ACTOR, None, jobs=1, on_outcome=lines.append)
    assert (done.missing, done.looked_through, done.exit_code) == (1, 0, 3)
    assert lines[0]["outcome"] == "rejected" and "relocate" in lines[0]["reason"]
    assert queries.image(workspace, image.id).decoded is None
    with pytest.raises(FileRefusedError, match="relocate"):
        preview(workspace, image.id)


def test_near_duplicates_are_found_by_prepare_as_by_import(workspace: Workspace, tmp_path: Path) -> None:
    from PIL import Image

    folder = tmp_path / "in"
    folder.mkdir()
    picture(folder / "a.png", 1)
    import_images(workspace, ACTOR, [folder], ImportOptions(jobs=1))
    Image.open(folder / "a.png").save(folder / "press.jpg", quality=60)
    picture(folder / "b.png", 2)
    done = import_images(workspace, ACTOR, [folder], ImportOptions(jobs=1))
    assert [(Path(pair.path).name, Path(pair.near_path).name) for pair in done.near] == [
        ("press.jpg", "a.png")
    ]
    assert any("press.jpg and a.png" in line for line in done.lines())
    png(folder / "flat.png")
    jpeg(folder / "flat.jpg")
    assert import_images(workspace, ACTOR, [folder], ImportOptions(jobs=1)).near == ()


def test_a_folder_that_cannot_be_written_costs_only_the_previews(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr("obslog.ingest.previews._folder", lambda workspace: tmp_path / "file" / "x")
    picture(tmp_path / "a.png", 1)
    done = import_images(workspace, ACTOR, [tmp_path / "a.png"], ImportOptions(jobs=1))
    assert dict(done.counts) == {"imported": 1}
    assert any("previews cannot be kept" in line for line in done.lines())
