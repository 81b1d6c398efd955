"""Deliveries in archives: taken as evidence where they are, once, and found again without being opened."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from making_archives import FORMS, archive_of, tar_of, written, zip_end, zip_entry, zip_of
from making_rasters import geotiff
from obslog.imagery import archives
from obslog.imagery.opening import open_evidence
from obslog.ingest.identifying import identify_paths
from obslog.ingest.ledger import Ledger
from obslog.ingest.options import ImportOptions
from obslog.ingest.walk import archive_reason, members_in, roots, walk
from obslog.model.images import Identity
from obslog.model.places import Site
from obslog.store import queries
from obslog.store.journal import Update
from obslog.store.workspace import Workspace
from taking import ACTOR, Taken, take

WHEN = "2024-12-13T08:12:11Z"


def item(image: str) -> bytes:
    """A STAC item that describes the image of that name."""
    return json.dumps(
        {
            "type": "Feature",
            "stac_version": "1.0.0",
            "id": "scene",
            "properties": {"datetime": WHEN, "platform": "skysat-c10"},
            "assets": {"visual": {"href": f"./{image}"}},
        }
    ).encode()


@pytest.fixture
def delivery(tmp_path: Path) -> dict[bytes, bytes]:
    """A product of two images with a sidecar, and a document."""
    made = geotiff(tmp_path / "made.tif", size=256)
    image = made.read_bytes()
    made.unlink()
    other = geotiff(tmp_path / "made.tif", size=256, value=50)
    second = other.read_bytes()
    other.unlink()
    return {
        b"P/a.tif": image,
        b"P/IMG/b.tif": second,
        b"P/item.json": item("a.tif"),
        b"P/readme.txt": b"words",
    }


def within(taken: Taken) -> dict[str, tuple[str, str | None]]:
    """Outcome and reason of each member, and of each archive, by what stands behind the folder."""
    return {o.shown.rsplit("/in/", 1)[-1]: (str(o.outcome), o.reason) for o in taken.outcomes}


def put(tmp_path: Path, name: str, data: bytes) -> Path:
    (tmp_path / "in").mkdir(exist_ok=True)
    return written(tmp_path / "in" / name, data)


@pytest.mark.parametrize("form", FORMS)
def test_the_images_of_an_archive_are_evidence_with_what_its_sidecars_say(
    workspace: Workspace, site: Site, tmp_path: Path, delivery: dict[bytes, bytes], form: str
) -> None:
    path = put(tmp_path, f"d.{form}", archive_of(delivery, form))
    taken = take(workspace, tmp_path / "in")
    document = "not imagery (sidecar or document)"
    assert within(taken) == {
        path.name: ("skipped", "an archive: 2 images and 2 other files in it"),
        f"{path.name}!/P/a.tif": ("imported", None),
        f"{path.name}!/P/IMG/b.tif": ("imported", None),
        f"{path.name}!/P/item.json": ("skipped", document),
        f"{path.name}!/P/readme.txt": ("skipped", document),
    }
    assert taken.exit_code == 0
    told = next(o for o in taken.outcomes if o.shown.endswith("a.tif"))
    assert told.when is not None and told.when.edtf == WHEN
    assert [name for name, _ in told.sites] == ["Khmeimim"]
    kept = queries.image(workspace, told.image or "")
    assert kept.path == f"{path}!/P/a.tif"
    with open_evidence(kept.path) as evidence:
        assert evidence.sha256() == kept.id
    decoded = workspace.fetch("SELECT decoded FROM images")
    assert [row[0] for row in decoded] == [1, 1]


@pytest.mark.parametrize("form", FORMS)
def test_an_archive_that_was_not_touched_is_not_opened_again(
    workspace: Workspace,
    tmp_path: Path,
    delivery: dict[bytes, bytes],
    form: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = b"P/\xff\xee.tif"
    put(tmp_path, f"d.{form}", archive_of({**delivery, name: delivery[b"P/a.tif"]}, form))
    first = take(workspace, tmp_path / "in")
    head = workspace.head()
    monkeypatch.setattr("obslog.ingest.walk.open_archive", lambda *_: pytest.fail("it was opened again"))
    again = take(workspace, tmp_path / "in")
    assert sorted(o.path for o in again.outcomes) == sorted(o.path for o in first.outcomes)
    assert dict(again.counts) == {"unchanged": 3, "skipped": 3}
    assert (workspace.head(), again.entries) == (head, ())


def test_an_archive_that_changed_is_read_again(
    workspace: Workspace, tmp_path: Path, delivery: dict[bytes, bytes]
) -> None:
    path = put(tmp_path, "d.zip", zip_of(delivery))
    take(workspace, tmp_path / "in")
    os.utime(path, (1, 1))
    assert dict(take(workspace, tmp_path / "in").counts) == {"unchanged": 2, "skipped": 3}
    head = workspace.head()
    assert dict(take(workspace, tmp_path / "in").counts) == {"unchanged": 2, "skipped": 3}
    assert workspace.head() == head
    put(
        tmp_path,
        "d.zip",
        zip_of({b"P/a.tif": delivery[b"P/a.tif"], b"P/c.tif": delivery[b"P/a.tif"] + b"\0"}),
    )
    assert within(take(workspace, tmp_path / "in"))["d.zip!/P/c.tif"] == ("imported", None)


@pytest.mark.parametrize("form", ["zip", "tar.gz"])
def test_what_an_import_that_was_stopped_did_not_reach_is_taken_by_the_next(
    workspace: Workspace, tmp_path: Path, delivery: dict[bytes, bytes], form: str
) -> None:
    many = {b"P/%02d.tif" % n: delivery[b"P/a.tif"] + bytes([n]) for n in (3, 1, 2, 0, 4)}
    put(tmp_path, f"d.{form}", archive_of(many, form))
    asked = iter(range(1000))
    stopped = take(
        workspace, tmp_path / "in", options=ImportOptions(jobs=1), should_stop=lambda: next(asked) > 3
    )
    assert stopped.state == "stopped"
    take(workspace, tmp_path / "in")
    assert len(queries.images(workspace)) == 5
    again = take(workspace, tmp_path / "in")
    assert dict(again.counts) == {"unchanged": 5, "skipped": 1}


def test_members_known_in_part_are_not_taken_for_all(
    workspace: Workspace, tmp_path: Path, delivery: dict[bytes, bytes]
) -> None:
    put(tmp_path, "d.zip", zip_of(delivery))
    take(workspace, tmp_path / "in")
    found = next(walk(roots([tmp_path / "in"])))
    plain = found._replace(reason=None, outcome=None)
    ledger = Ledger(workspace)
    assert len(ledger.members(plain) or ()) == 4
    assert Ledger(workspace, retry=True).members(plain) is None
    assert ledger.members(plain._replace(mtime_ns=1)) is None
    row_id = workspace.fetch("SELECT id FROM import_items WHERE path LIKE '%readme.txt'")[0][0]
    workspace.write("undo", ACTOR, [Update("import_items", row_id, {"live": 1}, {"live": 0})])
    assert ledger.members(plain) is None


def test_what_is_said_of_an_archive_is_understood_again(tmp_path: Path) -> None:
    for count in (0, 1, 2, 1500):
        path = written(tmp_path / "d.tar", tar_of({b"%d.tif" % n: b"" for n in range(count)} | {b"x": b""}))
        archive = archives.open_archive(os.fsencode(path))
        assert archive is not None and members_in(archive_reason(archive)) == count + 1
    for other in (None, "", "not imagery (sidecar or document)", "an archive: many images"):
        assert members_in(other) is None


def test_what_cannot_be_read_in_an_archive_is_rejected_by_name(
    workspace: Workspace, tmp_path: Path, delivery: dict[bytes, bytes]
) -> None:
    image = delivery[b"P/a.tif"]
    parts = [
        zip_entry(b"good.tif", image, 0),
    ]
    at = len(parts[0][0])
    for name, data, changes in (
        (b"crc.tif", image + b"1", {"crc": 1}),
        (b"locked.tif", image, {"flags": 1}),
        (b"../out.tif", image, {}),
        (b"link.tif", b"good.tif", {"mode": 0o120777}),
        (b"in.zip", zip_of({b"a.tif": image}), {}),
        (b"note.tif", b"words and more words", {}),
        (b"nul\0.tif", image, {}),
    ):
        parts.append(zip_entry(name, data, at, **changes))
        at += len(parts[-1][0])
    central = b"".join(record for _, record in parts)
    put(
        tmp_path,
        "d.zip",
        b"".join(local for local, _ in parts) + central + zip_end(len(parts), len(central), at),
    )
    taken = take(workspace, tmp_path / "in")
    said = {name.partition("!/")[2]: outcome for name, outcome in within(taken).items()}
    assert said["good.tif"] == ("imported", None)
    assert said["crc.tif"] == ("rejected", "damaged: its bytes do not match its checksum")
    assert said["locked.tif"] == ("rejected", "encrypted: unpack it with its password first")
    assert said["link.tif"] == ("skipped", "a symbolic link: links are not followed")
    assert said["note.tif"][0] == "rejected"
    assert "not entered" in (said["in.zip"][1] or "")
    assert any("NUL" in (reason or "") for _, reason in said.values())
    assert taken.exit_code == 3
    head = workspace.head()
    assert dict(take(workspace, tmp_path / "in").counts)["rejected"] == dict(taken.counts)["rejected"]
    assert workspace.head() == head
    assert not (tmp_path / "out.tif").exists()


@pytest.mark.parametrize("form", FORMS)
def test_a_damaged_archive_is_one_rejection(
    workspace: Workspace, tmp_path: Path, delivery: dict[bytes, bytes], form: str
) -> None:
    whole = archive_of(delivery, form)
    path = put(tmp_path, f"d.{form}", whole[: len(whole) // 2])
    taken = take(workspace, tmp_path / "in")
    ((name, (outcome, reason)),) = within(taken).items()
    assert (name, outcome) == (path.name, "rejected")
    assert "an archive, truncated" in (reason or "")
    head = workspace.head()
    take(workspace, tmp_path / "in")
    assert workspace.head() == head
    put(tmp_path, path.name, whole)
    assert dict(take(workspace, tmp_path / "in").counts)["imported"] == 2


def test_a_copy_in_an_archive_is_a_duplicate_of_the_file_beside_it(
    workspace: Workspace, tmp_path: Path, delivery: dict[bytes, bytes]
) -> None:
    put(tmp_path, "a.tif", delivery[b"P/a.tif"])
    put(tmp_path, "d.zip", zip_of({b"a.tif": delivery[b"P/a.tif"]}))
    said = within(take(workspace, tmp_path / "in"))
    assert said["a.tif"] == ("imported", None)
    assert said["d.zip!/a.tif"][0] == "duplicate"


def test_evidence_is_copied_out_of_an_archive_where_copies_are_asked_for(
    workspace: Workspace, tmp_path: Path, delivery: dict[bytes, bytes]
) -> None:
    put(tmp_path, "d.tgz", tar_of(delivery, "tar.gz"))
    take(workspace, tmp_path / "in", options=ImportOptions(jobs=1, copy=tmp_path / "store"))
    kept = {path.read_bytes() for path in (tmp_path / "store").rglob("*.tif")}
    assert kept == {delivery[b"P/a.tif"], delivery[b"P/IMG/b.tif"]}


def test_a_folder_that_stands_where_the_members_would_is_named(
    tmp_path: Path, delivery: dict[bytes, bytes]
) -> None:
    put(tmp_path, "d.zip", zip_of(delivery))
    put(tmp_path, "d.zip .txt", b"words")
    (tmp_path / "in" / "d.zip!").mkdir()
    put(tmp_path, "d.zip!/a.tif", b"real")
    for starts in ([tmp_path / "in"], [tmp_path / "in" / "d.zip"]):
        found = next(iter(walk(roots(starts))))
        assert found.outcome == "rejected" and "rename the folder" in (found.reason or "")
    assert len(list(walk(roots([tmp_path / "in"])))) == 3


def test_the_walk_keeps_the_order_of_the_bytes_of_the_paths(
    tmp_path: Path, delivery: dict[bytes, bytes]
) -> None:
    for name in ("d.zip", "d.zip .txt", "d.zip!.txt", "d.zip0", "D.TAR"):
        put(tmp_path, name, zip_of(delivery) if name == "d.zip" else tar_of(delivery))
    met = [found.path for found in walk(roots([tmp_path / "in"]))]
    assert met == sorted(met)
    assert len(met) == 5 + 4 + 4


# identify


@pytest.mark.parametrize("form", FORMS)
def test_identify_says_the_same_of_a_folder_and_of_the_archive_of_it(
    tmp_path: Path, delivery: dict[bytes, bytes], form: str
) -> None:
    folder = tmp_path / "folder"
    for name, data in delivery.items():
        path = folder / name.decode()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    archive = written(tmp_path / f"d.{form}", archive_of(delivery, form))

    def answers(root: Path, start: str) -> list[tuple[str, object]]:
        found = []
        for path, answer in identify_paths([root]):
            assert isinstance(answer, Identity)
            found.append((path.removeprefix(start), (answer.when.edtf, answer.platform, answer.footprint)))
        return sorted(found, key=lambda pair: pair[0])

    assert answers(archive, f"{archive}!/") == answers(folder, f"{folder}/")
    assert len(answers(archive, "")) == 2


def test_identify_says_why_an_archive_answers_nothing(tmp_path: Path, delivery: dict[bytes, bytes]) -> None:
    empty = written(tmp_path / "e.zip", zip_of({b"a.txt": b"words"}))
    assert dict(identify_paths([empty])) == {str(empty): "an archive: 0 images and 1 other file in it"}
    cut = written(tmp_path / "c.zip", zip_of(delivery)[:-30])
    ((_, answer),) = identify_paths([cut])
    assert isinstance(answer, str) and "truncated" in answer
    assert len(list(identify_paths([tmp_path]))) == 1


def test_a_product_whose_images_come_before_its_sidecar_is_one_answer(
    tmp_path: Path, delivery: dict[bytes, bytes]
) -> None:
    """In a packed tar in whatever order, as on the disk."""
    names = [b"P/IMG/b.tif", b"Q/x.tif", b"P/item.json", b"Q/y.tif", b"P/a.tif"]
    files = {name: delivery.get(name, delivery[b"P/a.tif"]) for name in names}
    path = written(tmp_path / "d.tgz", tar_of(files, "tar.gz"))
    assert len(list(identify_paths([path]))) == 4
