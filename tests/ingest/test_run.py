"""An import: every file one outcome, recorded with the evidence; run again it changes nothing."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from making_rasters import geotiff, inject_metadata, jpeg, png, tiny_tiff, vrt_to
from obslog.ingest.decider import By, ScriptedDecider
from obslog.ingest.options import ImportOptions, OnDuplicate
from obslog.ingest.outcomes import ImportProgress
from obslog.model.errors import NotFoundError, WordError
from obslog.model.places import Site
from obslog.store import queries
from obslog.store.workspace import Workspace
from realdata import shared_data
from taking import ACTOR, by_name, take


def test_every_file_ends_in_exactly_one_outcome(workspace: Workspace, folder: Path) -> None:
    summary = take(workspace, folder)
    named = Counter(outcome.shown.rsplit("/", 1)[-1] for outcome in summary.outcomes)
    assert named == Counter(path.name for path in folder.rglob("*") if path.is_file())
    assert dict(summary.counts) == {"imported": 3, "duplicate": 1, "skipped": 2}
    assert (summary.state, summary.exit_code) == ("done", 0)
    assert len(queries.images(workspace)) == 3


def test_the_order_is_that_of_the_names_whatever_the_number_of_threads(
    workspace: Workspace, folder: Path
) -> None:
    one = take(workspace, folder, options=ImportOptions(jobs=1, dry_run=True))
    many = take(workspace, folder, options=ImportOptions(jobs=4, dry_run=True))
    assert [o.wire() for o in one.outcomes] == [o.wire() for o in many.outcomes]


def test_the_wire_shape_says_what_when_where(workspace: Workspace, site: Site, folder: Path) -> None:
    lines = [outcome.wire() for outcome in take(workspace, folder).outcomes]
    line = next(each for each in lines if each["path"].endswith("visual.tif"))
    assert set(line) == {"path", "outcome", "reason", "image", "sha256", "when", "sites", "warnings"}
    assert line["when"]["edtf"] == "2024-12-13T08:12:11Z"
    assert line["sites"] == [{"site": "Khmeimim", "covered_share": 1.0}]


def test_a_second_run_changes_nothing(workspace: Workspace, folder: Path) -> None:
    take(workspace, folder)
    head = workspace.head()
    again = take(workspace, folder)
    assert dict(again.counts) == {"unchanged": 4, "skipped": 2}
    assert (workspace.head(), again.entries) == (head, ())


def test_a_touched_file_is_hashed_again_and_found_unchanged(workspace: Workspace, folder: Path) -> None:
    take(workspace, folder)
    os.utime(folder / "crop.png", (1, 1))
    assert by_name(take(workspace, folder))["crop.png"].outcome == "unchanged"
    head = workspace.head()
    take(workspace, folder)
    assert workspace.head() == head


def test_a_renamed_file_is_known_by_its_bytes(workspace: Workspace, folder: Path) -> None:
    take(workspace, folder)
    (folder / "crop.png").rename(folder / "apron.png")
    outcome = by_name(take(workspace, folder))["apron.png"]
    assert outcome.outcome == "duplicate"
    assert outcome.reason is not None and outcome.reason.endswith("crop.png")
    assert len(queries.images(workspace)) == 3


def test_new_bytes_under_an_old_name_are_a_new_image(workspace: Workspace, folder: Path) -> None:
    take(workspace, folder)
    png(folder / "crop.png", value=99)
    assert by_name(take(workspace, folder))["crop.png"].outcome == "imported"
    assert len(queries.images(workspace)) == 4


def test_a_copy_that_bears_another_date_is_told(workspace: Workspace, folder: Path) -> None:
    (folder / "tartus_10dec2024.png").write_bytes((folder / "crop.png").read_bytes())
    outcome = by_name(take(workspace, folder))["tartus_10dec2024.png"]
    assert outcome.outcome == "duplicate"
    assert "10 Dec 2024" in outcome.warnings[0] and "undated" in outcome.warnings[0]


def test_a_dry_run_writes_nothing_and_says_the_same(workspace: Workspace, folder: Path) -> None:
    head = workspace.head()
    dry = take(workspace, folder, options=ImportOptions(dry_run=True))
    assert (workspace.head(), queries.images(workspace)) == (head, [])
    assert dry.counts == take(workspace, folder).counts


def test_an_image_of_a_stated_site_is_joined_to_it(workspace: Workspace, site: Site, folder: Path) -> None:
    take(workspace, folder / "crop.png", options=ImportOptions(sites=(site.id,)))
    (image,) = queries.images_of_site(workspace, site.id)
    assert image.path.endswith("crop.png")


def test_a_site_can_be_stated_later_for_an_unchanged_image(
    workspace: Workspace, site: Site, folder: Path
) -> None:
    take(workspace, folder / "crop.png")
    assert queries.images_of_site(workspace, site.id) == []
    for _ in range(2):
        take(workspace, folder / "crop.png", options=ImportOptions(sites=(site.id,)))
        assert len(queries.images_of_site(workspace, site.id)) == 1


def test_what_the_analyst_states_overrules_with_its_own_basis(workspace: Workspace, folder: Path) -> None:
    options = ImportOptions(set={"when": "2024-12-12", "licence": "press", "platform": "worldview-3"})
    take(workspace, folder / "sub" / "press_13dec2024.jpg", options=options)
    (image,) = queries.images(workspace)
    assert (image.identity.when.edtf, str(image.identity.when.basis)) == ("2024-12-12", "analyst")
    assert (image.licence, image.identity.basis["platform"]) == ("press", "analyst")
    assert "the analyst states" in image.identity.warnings[0]


def test_a_field_that_cannot_be_set_is_one_clear_error() -> None:
    with pytest.raises(WordError, match="what can be set"):
        ImportOptions(set={"colour": "red"})
    with pytest.raises(WordError, match="date"):
        ImportOptions(set={"when": "yesterday"})


def test_images_of_one_platform_and_instant_are_one_acquisition(workspace: Workspace, tmp_path: Path) -> None:
    tags = {"ACQUISITION_DATETIME": "2024-12-13T08:12:11Z", "PLATFORM": "worldview-3"}
    geotiff(tmp_path / "one.tif", tags=tags)
    geotiff(tmp_path / "two.tif", value=9, tags=tags)
    take(workspace, tmp_path / "one.tif", tmp_path / "two.tif")
    ids = {image.acquisition_id for image in queries.images(workspace)}
    assert len(ids) == 1 and None not in ids


def test_stopping_keeps_what_is_recorded_and_the_next_run_goes_on(workspace: Workspace, folder: Path) -> None:
    done: list[ImportProgress] = []
    first = take(workspace, folder, on_progress=done.append, should_stop=lambda: len(done) >= 2)
    assert (first.state, first.exit_code) == ("stopped", 3)
    assert len(first.outcomes) == len(done) < 6
    assert queries.runs(workspace)[0]["state"] == "stopped"
    take(workspace, folder)
    assert len(queries.images(workspace)) == 3
    assert queries.open_runs(workspace) == []


def test_an_interrupt_in_the_midst_is_a_stop(workspace: Workspace, folder: Path) -> None:
    def press(progress: ImportProgress) -> None:
        if progress.files == 3:
            raise KeyboardInterrupt

    assert take(workspace, folder, on_progress=press).state == "stopped"
    assert take(workspace, folder).state == "done"
    assert len(queries.images(workspace)) == 3


def test_a_write_that_fails_leaves_nothing_half_written(
    workspace: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from obslog.ingest import record

    def fail(*_: Any, **__: Any) -> Any:
        raise OSError(28, "No space left on device")

    head = workspace.head()
    monkeypatch.setattr(record, "link_op", fail)
    monkeypatch.setattr(Workspace, "write", fail)
    with pytest.raises(OSError, match="space"):
        take(workspace, folder)
    monkeypatch.undo()
    assert (workspace.head(), queries.images(workspace)) == (head, [])
    take(workspace, folder)
    assert len(queries.images(workspace)) == 3


def test_progress_counts_every_file(workspace: Workspace, folder: Path) -> None:
    steps: list[ImportProgress] = []
    take(workspace, folder, on_progress=steps.append)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    first = [(step.files, step.files_in_all) for step in steps if step.stage == "evidence"]
    assert first == [(i, 6) for i in range(1, 7)]
    assert max(step.bytes for step in steps) == size
    assert [step.files for step in steps if step.stage == "pixels"] == [1, 2, 3]


def test_a_file_whose_pixels_do_not_decode_is_rejected_after_all(workspace: Workspace, folder: Path) -> None:
    whole = (folder / "crop.png").read_bytes()
    (folder / "crop.png").write_bytes(whole[: len(whole) // 2])
    first = by_name(take(workspace, folder, options=ImportOptions(pixels=False)))["crop.png"]
    assert first.outcome == "imported"
    later = take(workspace, folder)
    outcome = by_name(later)["crop.png"]
    assert outcome.outcome == "rejected"
    assert outcome.reason is not None and "decoded" in outcome.reason
    assert len(queries.images(workspace)) == 2
    head = workspace.head()
    again = take(workspace, folder)
    assert by_name(again)["crop.png"].reason == outcome.reason
    assert (workspace.head(), again.exit_code) == (head, 3)


def test_policy_and_a_person_skip_differently(workspace: Workspace, folder: Path) -> None:
    decider = ScriptedDecider({("import", "crop.png"): "skip"})
    summary = take(workspace, folder, decider=decider)
    assert by_name(summary)["crop.png"].reason == "skipped by a person"
    options = ImportOptions(on_duplicate=OnDuplicate.SKIP)
    (folder / "third.tif").write_bytes((folder / "sub" / "copy.tif").read_bytes())
    assert by_name(take(workspace, folder, options=options))["third.tif"].reason == "skipped by policy"
    row = queries.item(workspace, str(folder / "crop.png"))
    assert row is not None and row["decided_by"] == By.PERSON
    head = workspace.head()
    assert by_name(take(workspace, folder, options=options))["crop.png"].reason == "skipped by a person"
    assert workspace.head() == head
    assert by_name(take(workspace, folder))["third.tif"].outcome == "duplicate"


def test_recorded_decisions_are_replayed(workspace: Workspace, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "decisions.jsonl"
    file.write_text('{"kind": "import", "path": "crop.png", "choice": "skip"}\n')
    summary = take(workspace, folder, options=ImportOptions(decisions=file))
    assert by_name(summary)["crop.png"].outcome == "skipped"
    file.write_text("nonsense\n")
    with pytest.raises(WordError, match="line 1"):
        take(workspace, folder, options=ImportOptions(decisions=file))


def test_copies_are_kept_in_the_logs_own_store(workspace: Workspace, folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "evidence"
    summary = take(workspace, folder / "crop.png", options=ImportOptions(copy=store))
    sha256 = summary.outcomes[0].sha256
    assert sha256 is not None
    kept = store / sha256[:2] / f"{sha256}.png"
    assert kept.read_bytes() == (folder / "crop.png").read_bytes()
    assert {row["role"] for row in queries.files_of_image(workspace, sha256)} == {"original", "store"}
    assert [p.name for p in store.rglob(".partial*")] == []


def test_an_empty_folder_and_a_missing_path_are_said_plainly(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    summary = take(workspace, tmp_path / "empty")
    assert summary.messages == ("no files there",)
    with pytest.raises(NotFoundError, match="nowhere"):
        take(workspace, tmp_path / "nowhere")


def test_what_is_no_file_has_its_own_line(workspace: Workspace, folder: Path) -> None:
    os.mkfifo(folder / "pipe.tif")
    (folder / "link.tif").symlink_to("/etc/hostname")
    (folder / "loop").symlink_to(folder)
    found = by_name(take(workspace, folder))
    assert "named pipe" in (found["pipe.tif"].reason or "")
    assert "link" in (found["link.tif"].reason or "")
    assert found["loop"].outcome == "skipped"
    head = workspace.head()
    take(workspace, folder)
    assert workspace.head() == head


def test_a_name_that_is_not_utf8_is_kept_byte_for_byte(workspace: Workspace, folder: Path) -> None:
    import base64

    name = os.fsencode(folder) + b"/caf\xe9.png"
    with os.fdopen(os.open(name, os.O_CREAT | os.O_WRONLY), "wb") as file:
        file.write(png(folder.parent / "x.png", value=3).read_bytes())
    outcome = by_name(take(workspace, folder))["caf\\xe9.png"]
    assert outcome.outcome == "imported"
    assert base64.b64decode(outcome.wire()["path_bytes"]) == name
    assert by_name(take(workspace, folder))["caf\\xe9.png"].outcome == "unchanged"


def test_hostile_files_cost_only_themselves(workspace: Workspace, folder: Path, tmp_path: Path) -> None:
    outside = geotiff(tmp_path / "outside.tif", value=213)
    (folder / "vrt.tif").write_text(vrt_to(str(outside)))
    tiny_tiff(folder / "huge.tif", 1_000_000_000, 1_000_000_000)
    inject_metadata(
        geotiff(folder / "meta.tif", value=8, tags={"A": "b"}),
        b'<GDALMetadata><Item name="OVERVIEW_FILE" domain="OVERVIEWS">/etc/passwd</Item></GDALMetadata>',
    )
    (folder / "noise.tif").write_bytes(b"II*\0" + bytes(range(256)))
    (folder / "empty.jpg").write_bytes(b"")
    jpeg(folder / "\x1b[31mred.jpg", comment="\x1b[2J")
    found = by_name(take(workspace, folder))
    assert [found[n].outcome for n in ("vrt.tif", "huge.tif", "noise.tif", "empty.jpg")] == ["rejected"] * 4
    assert found["meta.tif"].outcome == "imported"
    assert len(found) == 12
    assert all("\n" not in (o.reason or "") for o in found.values())


def test_an_import_that_was_undone_can_be_taken_again(workspace: Workspace, folder: Path) -> None:
    from obslog.store.journal import Update

    take(workspace, folder / "crop.png")
    (image,) = queries.images(workspace)
    gone = [Update("images", image.id, {"live": 1}, {"live": 0})]
    for table in ("image_files", "import_items"):
        for (row_id,) in workspace.fetch(f"SELECT id FROM {table} WHERE live = 1"):
            gone.append(Update(table, row_id, {"live": 1}, {"live": 0}))
    workspace.write("undo", ACTOR, gone)
    assert queries.images(workspace) == []
    assert take(workspace, folder / "crop.png").counts == {"imported": 1}
    assert [one.id for one in queries.images(workspace)] == [image.id]


def test_the_summary_names_what_could_not_be_dated(workspace: Workspace, folder: Path) -> None:
    summary = take(workspace, folder)
    assert [path.rsplit("/", 1)[-1] for path in summary.undated.first] == ["crop.png"]
    assert any("could not be dated: crop.png" in line for line in summary.lines())
    assert replace(summary.summary, state="stopped").lines()[-1].startswith("stopped")


def test_all_of_the_real_data_is_taken_one_outcome_a_file(workspace: Workspace) -> None:
    root = shared_data()
    summary = take(workspace, root)
    outside = [outcome for outcome in summary.outcomes if b"!/" not in outcome.path]
    assert len(outside) == sum(1 for path in root.rglob("*") if not path.is_dir())
    assert summary.counts["imported"] > 70
    assert summary.counts["rejected"] >= 9
    head = workspace.head()
    again = take(workspace, root)
    assert workspace.head() == head
    assert again.counts["unchanged"] == summary.counts["imported"] + summary.counts["duplicate"]
