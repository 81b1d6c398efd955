"""Disks that fail or fill, folders that vanish, files that grow: one line, no traceback, nothing half-written."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from importing import (
    MANY_BATCHES,
    Ended,
    command,
    ended,
    environment,
    folder_of_imagery,
    new_log,
    not_in_the_log,
    started,
    state_of,
)
from making_rasters import geotiff
from obslog.ingest import run
from obslog.ingest.outcomes import ImportProgress
from obslog.store import queries
from obslog.store.verify import verify
from obslog.store.workspace import Workspace
from taking import ACTOR, by_name, take

#: In a long run, faults at many more moments.
MANY = int(os.environ.get("OBSLOG_KILLS", "20")) > 100
needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not on the PATH")


@pytest.fixture(scope="module")
def imagery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two days of images."""
    return folder_of_imagery(tmp_path_factory.mktemp("two days") / "imagery", 2)


@pytest.fixture(scope="module")
def expected(imagery: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What an import without a fault makes of them."""
    log = str(tmp_path_factory.mktemp("whole") / "obslog.db")
    new_log(log)
    with Workspace.open(log) as workspace:
        take(workspace, imagery)
        return state_of(workspace)


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A new log on SQLite; caches and settings lie beside it."""
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    new_log(str(tmp_path / "obslog.db"))
    return str(tmp_path / "obslog.db")


def _import(log: str, imagery: Path, before: Sequence[str] = (), **more: Any) -> Ended:
    place = Path(log).parent
    words = command(log, imagery, program=MANY_BATCHES, before=before)
    return ended(started(words, place, **more), place)


def _is_one_line(done: Ended) -> None:
    """Holds that the command failed with one line for a person."""
    assert done.code in (1, 3)
    assert done.err.startswith("obslog: ") and done.err.count("\n") == 1, done.err


def _is_sound_and_goes_on(log: str, imagery: Path, done: Ended, expected: dict[str, Any]) -> None:
    """Holds that nothing told is lost, the log is sound, and the next import comes to the usual end."""
    with Workspace.open(log) as workspace:
        assert not_in_the_log(workspace, done.told) == []
        assert verify(workspace) == ()
        take(workspace, imagery)
        assert state_of(workspace) == expected
        assert verify(workspace) == ()


FAULTS = [
    *(("fdatasync", "error=EIO", n) for n in ((2, 3, 5, 8, 9, 10, 11) if MANY else (3, 8))),
    *(("pwrite64", "error=ENOSPC", n) for n in (range(1, 300, 11) if MANY else (20, 90))),
    *(("pwrite64", "error=EIO", n) for n in (range(5, 300, 23) if MANY else (60,))),
    *(("fdatasync", "signal=KILL", n) for n in ((1, 2, 3, 5, 8, 9, 10) if MANY else (8,))),
    *(("pwrite64", "signal=KILL", n) for n in (range(3, 300, 11) if MANY else (33, 120))),
]


@needs_strace
@pytest.mark.parametrize(("call", "fault", "number"), FAULTS)
def test_a_disk_that_fails_at_one_call_costs_no_more_than_this_import(
    log: str, imagery: Path, expected: dict[str, Any], call: str, fault: str, number: int
) -> None:
    inject = f"inject={call}:{fault}:when={number}"
    done = _import(log, imagery, ("strace", "-qqq", "-o", "/dev/null", "-e", f"trace={call}", "-e", inject))
    if "attach" in done.err or "ptrace" in done.err.lower():
        pytest.skip("processes cannot be traced here")
    if "signal" in fault:
        assert (done.code, done.err) == (-signal.SIGKILL, "")
    elif done.code == 3:
        assert done.err == ""  # SQLite could do without that call: it was no commit's
    else:
        _is_one_line(done)
    _is_sound_and_goes_on(log, imagery, done, expected)


def _limited(kind: int, most: int) -> Callable[[], None]:
    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(kind, (most, most))

    return limit


@pytest.mark.parametrize("most", [20_000, 150_000])
def test_a_file_that_may_not_grow_is_one_line(
    log: str, imagery: Path, expected: dict[str, Any], most: int
) -> None:
    done = _import(log, imagery, preexec_fn=_limited(resource.RLIMIT_FSIZE, most))
    _is_one_line(done)
    _is_sound_and_goes_on(log, imagery, done, expected)


@pytest.mark.parametrize("most", [64, 14])
def test_few_file_descriptors_are_enough_or_are_one_line(
    log: str, imagery: Path, expected: dict[str, Any], most: int
) -> None:
    done = _import(log, imagery, preexec_fn=_limited(resource.RLIMIT_NOFILE, most))
    if most == 64:
        assert (done.code, done.err) == (3, "")
        assert len(done.told) == len(expected["ledger"])
    else:
        _is_one_line(done)
    _is_sound_and_goes_on(log, imagery, done, expected)


def _apart(mount: str, *names: Path) -> tuple[str, ...]:
    """What runs a command among mounts of its own; skips where that is not permitted."""
    words = ("unshare", "-m") if os.geteuid() == 0 else ("unshare", "-rm")
    script = f'{mount} && shift {len(names)} && exec "$@"'
    before = (*words, "sh", "-c", script, "sh", *map(str, names))
    if shutil.which("unshare") is None or subprocess.run([*before, "true"], capture_output=True).returncode:
        pytest.skip("mounts of one's own are not permitted here")
    return before


def test_a_log_in_a_folder_that_may_only_be_read_is_one_line(
    log: str, imagery: Path, expected: dict[str, Any]
) -> None:
    before = _apart('mount --bind "$1" "$1" && mount -o remount,ro,bind "$1"', Path(log).parent)
    done = _import(log, imagery, before)
    _is_one_line(done)
    assert "may" in done.err
    _is_sound_and_goes_on(log, imagery, done, expected)


def test_a_temporary_folder_that_is_full_is_one_line(
    log: str, imagery: Path, expected: dict[str, Any], tmp_path: Path
) -> None:
    full = tmp_path / "full"
    full.mkdir()
    fill = 'mount -t tmpfs -o size=4k tmpfs "$1" && { head -c 4096 /dev/zero > "$1/x"; }'
    before = _apart(fill, full)
    program = (
        "-c",
        "import sys, tempfile; tempfile.tempdir = sys.argv.pop(1); from obslog.ingest import spool; "
        "spool._IN_MEMORY = 1; from obslog.cli.main import main; main()",
        str(full),
    )
    done = ended(started(command(log, imagery, program=program, before=before), tmp_path), tmp_path)
    _is_one_line(done)
    assert "TMPDIR" in done.err
    _is_sound_and_goes_on(log, imagery, done, expected)


def test_a_reader_that_goes_away_ends_the_import_and_loses_nothing(
    log: str, imagery: Path, expected: dict[str, Any], tmp_path: Path
) -> None:
    words = command(log, imagery, program=MANY_BATCHES)
    with (tmp_path / "err").open("wb") as err:
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=err)
    assert process.stdout is not None
    first = process.stdout.readline()
    process.stdout.close()
    code = process.wait(60)
    done = Ended(code, first, (tmp_path / "err").read_text())
    assert done.code == 1 and len(done.told) == 1
    assert done.err == ""
    _is_sound_and_goes_on(log, imagery, done, expected)


@pytest.mark.parametrize("number", [1, 2])
def test_output_that_nobody_opened_is_no_fault(
    log: str, imagery: Path, expected: dict[str, Any], number: int
) -> None:
    script = f'exec "$@" {number}>&-'
    done = _import(log, imagery, ("sh", "-c", script, "sh"))
    assert (done.code, done.err) == (3, "")
    _is_sound_and_goes_on(log, imagery, done, expected)


def test_output_on_a_full_disk_is_one_line(log: str, imagery: Path, expected: dict[str, Any]) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    done = _import(log, imagery, ("sh", "-c", 'exec "$@" >/dev/full', "sh"))
    _is_one_line(done)
    _is_sound_and_goes_on(log, imagery, done, expected)


def _state_of_files(workspace: Workspace, expected: dict[str, Any]) -> dict[str, Any]:
    """The state of the log without what the ledger says of a folder that could not be entered."""
    state = state_of(workspace)
    return state | {
        "ledger": {path: row for path, row in state["ledger"].items() if path in expected["ledger"]}
    }


@pytest.mark.parametrize("after", [1, 9, 30])
def test_a_folder_that_vanishes_costs_only_its_files_and_all_are_read_when_it_is_back(
    log: str, imagery: Path, expected: dict[str, Any], tmp_path: Path, after: int
) -> None:
    steps = iter(range(1, 10_000))

    def vanish(_: ImportProgress) -> None:
        if next(steps) == after:
            imagery.rename(tmp_path / "away")

    with Workspace.open(log) as workspace:
        try:
            taken = take(workspace, imagery, on_progress=vanish)
        finally:
            (tmp_path / "away").rename(imagery)
        assert taken.state == "done"
        assert verify(workspace) == ()
        take(workspace, imagery)
        assert _state_of_files(workspace, expected) == expected


def test_files_of_a_share_that_was_away_are_read_when_it_is_back(
    log: str, imagery: Path, expected: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def walked(*words: Any, **more: Any) -> Iterator[Any]:
        found = list(walk(*words, **more))
        imagery.rename(tmp_path / "away")
        return iter(found)

    walk = run.walk
    monkeypatch.setattr(run, "walk", walked)
    with Workspace.open(log) as workspace:
        try:
            taken = take(workspace, imagery)
        finally:
            (tmp_path / "away").rename(imagery)
            monkeypatch.undo()
        refused = {outcome.reason for outcome in taken.outcomes if outcome.outcome == "rejected"}
        assert refused == {"no longer there"}
        take(workspace, imagery)
        assert _state_of_files(workspace, expected) == expected


def test_a_write_that_fails_leaves_no_run_under_way_for_the_same_process(
    log: str, imagery: Path, expected: dict[str, Any]
) -> None:
    def full(_: Any) -> None:
        raise OSError(28, "No space left on device")

    with Workspace.open(log) as workspace:
        with pytest.raises(OSError, match="space"):
            run.import_images(workspace, ACTOR, [imagery], on_outcome=full)
        assert len(queries.open_runs(workspace)) == 1
        take(workspace, imagery)
        assert state_of(workspace) == expected


@contextmanager
def _growing(file: Path) -> Iterator[None]:
    """A file that somebody is still writing, for as long as this lasts."""
    over = threading.Event()

    def write() -> None:
        with file.open("ab", buffering=0) as out:
            while not over.wait(0.0005):
                out.write(b"\0")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join()


def test_a_file_that_is_still_being_written_is_refused_and_taken_when_it_is_whole(
    log: str, tmp_path: Path
) -> None:
    (tmp_path / "arriving").mkdir()
    scene = geotiff(tmp_path / "arriving" / "scene.tif", size=1500)
    with Workspace.open(log) as workspace:
        with _growing(scene):
            outcome = by_name(take(workspace, tmp_path / "arriving"))["scene.tif"]
        assert outcome.outcome == "rejected"
        assert outcome.reason is not None and outcome.reason.startswith("changed while reading")
        assert queries.images(workspace) == []
        assert by_name(take(workspace, tmp_path / "arriving"))["scene.tif"].outcome == "imported"
        assert verify(workspace) == ()
