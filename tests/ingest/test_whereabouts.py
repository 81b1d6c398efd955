"""Evidence that was moved is found again by its bytes; what stays missing is said."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from making_rasters import geotiff, png
from obslog.ingest.options import ImportOptions
from obslog.ingest.run import import_images
from obslog.ingest.whereabouts import relocate
from obslog.model.errors import NotFoundError
from obslog.store import queries
from obslog.store.journal import Actor
from obslog.store.undo import revert
from obslog.store.verify import verify
from obslog.store.workspace import Workspace

ACTOR = Actor("test")


def take(workspace: Workspace, *paths: Path) -> None:
    import_images(workspace, ACTOR, paths, ImportOptions(jobs=1, pixels=False))


def test_moved_and_renamed_files_are_found_and_verify_is_content(
    workspace: Workspace, tmp_path: Path
) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    geotiff(first / "scene.tif")
    png(first / "crop.png")
    take(workspace, first)
    (first / "crop.png").rename(first / "kept.png")
    first.rename(second)
    assert len(verify(workspace)) == 2
    moved = relocate(workspace, ACTOR, second)
    assert {(Path(m.was).name, Path(m.path or "").name) for m in moved} == {
        ("scene.tif", "scene.tif"), ("crop.png", "kept.png"),
    }  # fmt: skip
    assert verify(workspace) == ()
    assert {Path(image.path).parent.name for image in queries.images(workspace)} == {"b"}
    again = import_images(workspace, ACTOR, [second], ImportOptions(jobs=1, pixels=False))
    assert dict(again.counts) == {"unchanged": 2}
    head = workspace.head()
    assert relocate(workspace, ACTOR, second) == ()
    assert workspace.head() == head


def test_what_is_not_found_stays_missing_and_bytes_of_one_size_are_not_enough(
    workspace: Workspace, tmp_path: Path
) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "b").mkdir()
    image = geotiff(folder / "scene.tif")
    take(workspace, image)
    data = bytearray(image.read_bytes())
    data[-1] ^= 1
    (folder / "b" / "other.tif").write_bytes(data)
    image.unlink()
    head = workspace.head()
    (missing,) = relocate(workspace, ACTOR, folder)
    assert (missing.was, missing.path) == (str(image), None)
    assert workspace.head() == head


def test_a_replaced_file_counts_as_gone(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    image = png(folder / "crop.png")
    take(workspace, folder)
    image.rename(tmp_path / "old.png")
    image.write_bytes(b"something else")
    (moved,) = relocate(workspace, ACTOR, tmp_path)
    assert moved.path == str(tmp_path / "old.png")
    assert verify(workspace) == ()


def test_a_name_that_is_not_utf8_is_found_under_its_bytes(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    png(folder / "crop.png")
    take(workspace, folder)
    os.rename(os.fsencode(folder / "crop.png"), os.fsencode(folder) + b"/\xff.png")  # noqa: PTH104 (bytes)
    (moved,) = relocate(workspace, ACTOR, folder)
    assert moved.path is not None and moved.path.endswith("\\xff.png")
    assert verify(workspace) == ()


def test_members_of_an_archive_are_evidence_that_verify_and_relocate_read(
    workspace: Workspace, tmp_path: Path
) -> None:
    image = geotiff(tmp_path / "scene.tif")
    with zipfile.ZipFile(tmp_path / "delivery.zip", "w", zipfile.ZIP_DEFLATED) as out:
        out.write(image, "P/scene.tif")
    image.unlink()
    take(workspace, tmp_path / "delivery.zip")
    assert verify(workspace) == ()
    (tmp_path / "store").mkdir()
    (tmp_path / "delivery.zip").rename(tmp_path / "store" / "d.zip")
    assert len(verify(workspace)) == 1
    (moved,) = relocate(workspace, ACTOR, tmp_path / "store")
    assert moved.path is not None and moved.path.endswith("d.zip!/P/scene.tif")
    assert verify(workspace) == ()


def test_it_can_be_undone_and_a_folder_that_is_not_there_is_one_line(
    workspace: Workspace, tmp_path: Path
) -> None:
    image = png(tmp_path / "crop.png")
    take(workspace, image)
    image.rename(tmp_path / "moved.png")
    relocate(workspace, ACTOR, tmp_path)
    revert(workspace, ACTOR)
    assert queries.images(workspace)[0].path == str(image)
    with pytest.raises(NotFoundError, match="nowhere"):
        relocate(workspace, ACTOR, tmp_path / "nowhere")
