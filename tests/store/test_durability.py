"""What was acknowledged survives the death of the program, at any moment."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from obslog.store import queries
from obslog.store.verify import verify
from obslog.store.workspace import Workspace

CYCLES = int(os.environ.get("OBSLOG_KILLS", "5"))

WRITER = """
import sys
from obslog.store.ids import new_id
from obslog.store.journal import Actor, Insert
from obslog.store.workspace import Workspace
with Workspace.open(sys.argv[1]) as ws:
    while True:
        row = new_id()
        source = {"id": row, "name": row, "name_key": row, "kind": "x"}
        ws.write("source add", Actor("writer"), [Insert("sources", source)])
        print(row, flush=True)
"""


def test_no_acknowledged_entry_is_lost_when_the_writer_is_killed(log_url: str, tmp_path: Path) -> None:
    Workspace.create(log_url).close()
    acknowledged: set[str] = set()
    chance = random.Random(7)
    for _ in range(CYCLES):
        with (tmp_path / "said").open("w+") as said:
            writer = subprocess.Popen([sys.executable, "-c", WRITER, log_url], stdout=said)
            deadline = time.monotonic() + 30
            while not said.seek(0, os.SEEK_END) and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(chance.random() * 0.3)
            writer.kill()
            writer.wait()
            said.seek(0)
            acknowledged |= {line.strip() for line in said if len(line) == 27}
    assert len(acknowledged) >= CYCLES
    with Workspace.open(log_url) as ws:
        assert acknowledged <= {source.id for source in queries.sources(ws)}
        assert verify(ws) == ()


def test_a_log_in_a_folder_that_cannot_be_written_can_still_be_verified(tmp_path: Path) -> None:
    import pytest

    folder = tmp_path / "frozen"
    folder.mkdir()
    Workspace.create(folder / "obslog.db").close()
    folder.chmod(0o500)
    if os.access(folder, os.W_OK):
        pytest.skip("this user may write everywhere, so no folder can be closed to them")
    try:
        with Workspace.open(folder / "obslog.db", read_only=True) as ws:
            assert verify(ws) == ()
    finally:
        folder.chmod(0o700)
