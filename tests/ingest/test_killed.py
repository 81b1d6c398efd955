"""An import that dies at any instant: what it had said is in the log, and the next one comes to the same end."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from importing import (
    AS_SHIPPED,
    MANY_BATCHES,
    Ended,
    children,
    command,
    ended,
    environment,
    folder_of_imagery,
    lives,
    new_log,
    not_in_the_log,
    started,
    state_of,
)
from obslog.ingest.options import ImportOptions
from obslog.store import queries
from obslog.store.verify import verify
from obslog.store.workspace import Workspace
from taking import take

#: How many imports are killed on SQLite; `make soak` kills many more.
KILLS = int(os.environ.get("OBSLOG_KILLS", "20"))
DAYS = 11
needs_proc = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="no /proc here to find workers in"
)


@dataclass(frozen=True)
class Whole:
    """The folder, and what one import that nobody disturbed made of it in how many seconds."""

    folder: Path
    state: dict[str, Any]
    took_s: float
    log: Path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """What every other import must come to."""
    place = tmp_path_factory.mktemp("whole")
    folder = folder_of_imagery(place / "imagery", DAYS)
    new_log(str(place / "empty.db"))
    shutil.copy(place / "empty.db", place / "obslog.db")
    since = time.monotonic()
    done = ended(started(command(str(place / "obslog.db"), folder, program=MANY_BATCHES), place), place)
    took_s = time.monotonic() - since
    assert done.code == 3, done.err
    with Workspace.open(place / "obslog.db") as log:
        assert not_in_the_log(log, done.told) == []
        assert state_of(log)["sites"] and state_of(log)["acquisitions"]
        return Whole(folder, state_of(log), took_s, place / "empty.db")


def _killed(log: str, whole: Whole, place: Path, chance: random.Random, program: tuple[str, ...]) -> Ended:
    """Start an import and kill it at some instant: mostly while it writes, else whenever between start and end."""
    process = started(command(log, whole.folder, program=program), place, env=environment(place))
    if chance.random() < 0.25:
        time.sleep(whole.took_s * chance.random())
    else:
        _seen_to_write(process, (Path(f"{log}-wal"), place / "out"), round(chance.expovariate(0.1)))
        time.sleep(chance.random() * 0.01)
    workers = children(process.pid)
    process.kill()
    done = ended(process, place)
    _are_gone(workers)
    return done


def _seen_to_write(process: subprocess.Popen[bytes], files: tuple[Path, ...], times: int) -> None:
    """Wait until these files were seen to change so often, or the process is at its end."""
    before = _sizes(files)
    while times >= 0 and process.poll() is None:
        time.sleep(0.002)
        now = _sizes(files)
        times, before = times - (now != before), now


def _sizes(files: tuple[Path, ...]) -> list[tuple[int, int]]:
    infos = [file.stat() for file in files if file.exists()]
    return [(info.st_size, info.st_mtime_ns) for info in infos]


def _are_gone(workers: list[int]) -> None:
    deadline = time.monotonic() + 20
    while any(lives(pid) for pid in workers):
        assert time.monotonic() < deadline, "workers outlive their import"
        time.sleep(0.02)


def _kept(log: str, done: Ended) -> set[str]:
    """Holds that what a killed import had said is in the log and the log is sound; the runs it left open."""
    with Workspace.open(log) as workspace:
        assert not_in_the_log(workspace, done.told) == []
        assert verify(workspace, read_data=False) == ()
        return {run["id"] for run in queries.open_runs(workspace)}


def _finished(log: str, whole: Whole, left_open: set[str]) -> None:
    """Holds that an import that nobody kills comes to the end of one that was never killed."""
    with Workspace.open(log) as workspace:
        take(workspace, whole.folder)
        assert state_of(workspace) == whole.state
        runs = {run["id"]: run["state"] for run in queries.runs(workspace, 10_000)}
        assert {runs[run] for run in left_open} <= {"killed"}
        assert verify(workspace) == ()
        head = workspace.head()
        take(workspace, whole.folder)
        assert workspace.head() == head


def _killed_again_and_again(log: str, whole: Whole, place: Path, chance: random.Random, most: int) -> int:
    """Kill some imports into one log, one after the other, then let one end. How many were killed."""
    left_open: set[str] = set()
    for kill in range(most):
        program = AS_SHIPPED if chance.random() < 0.3 else MANY_BATCHES
        done = _killed(log, whole, place, chance, program)
        left_open |= _kept(log, done)
        if done.code != -signal.SIGKILL:
            assert done.code == 3, done.err
            most = kill
            break
    _finished(log, whole, left_open)
    return most


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where one import works; caches and settings lie there too, in this process as in its own."""
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    return tmp_path


@pytest.mark.parametrize("half", [0, 1])
def test_an_import_killed_at_any_instant_lost_nothing_it_said_and_the_next_goes_on(
    whole: Whole, place: Path, half: int
) -> None:
    chance = random.Random(41 + half)
    kills = logs = 0
    while kills < KILLS // 2:
        logs += 1
        log = place / f"{logs}.db"
        shutil.copy(whole.log, log)
        most = min(chance.randint(1, 4), KILLS // 2 - kills)
        kills += _killed_again_and_again(str(log), whole, place, chance, most)


def test_the_same_on_a_shared_database(whole: Whole, place: Path, postgres_url: str) -> None:
    new_log(postgres_url)
    assert _killed_again_and_again(postgres_url, whole, place, random.Random(43), max(3, KILLS // 10)) > 0


def _worker_of(process: subprocess.Popen[bytes]) -> int | None:
    workers = [pid for pid in children(process.pid) if lives(pid)]
    return random.Random(len(workers)).choice(workers) if workers else None


def _killing_workers(process: subprocess.Popen[bytes], chance: random.Random, most: int) -> Iterator[int]:
    while process.poll() is None and most:
        time.sleep(chance.uniform(0.2, 0.6))
        worker = _worker_of(process)
        if worker is not None and process.poll() is None:
            os.kill(worker, signal.SIGKILL)
            most -= 1
            yield worker


@needs_proc
@pytest.mark.parametrize("seed", range(max(2, KILLS // 10)))
def test_an_import_whose_workers_are_killed_ends_and_blames_at_most_the_file_in_hand(
    whole: Whole, place: Path, seed: int
) -> None:
    log, chance = str(place / "obslog.db"), random.Random(seed)
    shutil.copy(whole.log, log)
    process = started(command(log, whole.folder, program=MANY_BATCHES), place, env=environment(place))
    killed = list(_killing_workers(process, chance, 4))
    done = ended(process, place)
    assert (done.code, done.err) == (3, "")
    with Workspace.open(log) as workspace:
        assert not_in_the_log(workspace, done.told) == []
        blamed = [line for line in done.told if "signal 9" in (line["reason"] or "")]
        assert len({line["sha256"] or line["path"] for line in blamed}) <= len(killed)
        assert len(done.told) == len(whole.state["ledger"])
        take(workspace, whole.folder, options=ImportOptions(jobs=2, retry=True))
        now = state_of(workspace)
        assert {path: row[2] for path, row in now["ledger"].items()} == {
            path: row[2] for path, row in whole.state["ledger"].items()
        }
        assert (now["sites"], now["acquisitions"]) == (whole.state["sites"], whole.state["acquisitions"])
        assert verify(workspace) == ()
