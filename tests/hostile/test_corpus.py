"""A folder of hostile and broken files is imported: each is one plain line, and nothing outside is touched."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from hostile.cases import Corpus
from hostile.watching import on_a_terminal, watched

pytestmark = pytest.mark.xdist_group("hostile")
#: What obslog itself writes to a terminal: the progress line that it writes over, and the head of a table.
_PROGRESS = re.compile(rb"\r\x1b\[K")
_HEADING = re.compile(r"\x1b\[1m([a-zA-Z ]+)\x1b\[0m")
#: What must not reach a terminal as it stands: controls, C1, direction and other invisible marks.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def rows_of(out: bytes) -> dict[bytes, dict[str, Any]]:
    """Outcome lines by the exact path; two lines of one path are a fault."""
    rows: dict[bytes, dict[str, Any]] = {}
    for line in out.splitlines():
        row = json.loads(line)
        if "path" in row:
            exact = base64.b64decode(row["path_bytes"]) if "path_bytes" in row else row["path"].encode()
            assert exact not in rows
            rows[exact] = row
    return rows


def head(log: str) -> str:
    return watched(["--log", log, "journal", "--limit", "1", "--json"]).out.decode()


def test_each_file_ends_as_it_should_and_a_second_run_adds_nothing(
    corpus: Corpus, heard: tuple[str, list[bytes]], log_url: str
) -> None:
    assert watched(["--log", log_url, "init"]).code == 0
    around = sorted(each.name for each in corpus.folder.parent.iterdir())
    first = watched(["--log", log_url, "import", str(corpus.folder), "--json"])
    assert first.code == 3
    assert b"Traceback" not in first.err
    rows = rows_of(first.out)
    wrong = []
    for case in corpus.cases:
        row = rows.get(os.fsencode(corpus.folder) + b"/" + case.path)
        said = " ".join([row["reason"] or "", *row["warnings"]]) if row else "no line at all"
        if (
            row is None
            or row["outcome"] not in case.outcomes
            or not re.search(case.says, said, re.IGNORECASE)
        ):
            wrong.append((case.path, row and row["outcome"], said, case))
    assert wrong == []
    assert len(corpus.cases) >= 245
    assert not [line for line in first.out.decode().splitlines() if _CONTROL.search(line)]
    assert not _CONTROL.search(first.err.decode().replace("\n", ""))
    assert all("\n" not in (row["reason"] or "") for row in rows.values())
    assert first.seconds < 60 * slowness()
    assert first.memory < 1 << 30
    assert heard[1] == []
    assert sorted(each.name for each in corpus.folder.parent.iterdir()) == around
    assert not Path("/tmp/escaped.png").exists()

    before = head(log_url)
    again = watched(["--log", log_url, "import", str(corpus.folder), "--json"])
    assert (again.code, head(log_url)) == (3, before)
    outcomes = Counter(row["outcome"] for row in rows_of(again.out).values())
    assert outcomes["imported"] == 0 and outcomes["rejected"] > 100 and outcomes["unchanged"] > 150
    sound = watched(["--log", log_url, "verify"])
    assert (sound.code, sound.out[:5]) == (0, b"sound")


def slowness() -> float:
    """How much longer than usual things may take here: a machine with one core, or a busy one."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1)) * (2.0 if os.environ.get("CI") else 1.0)


def test_nothing_of_it_reaches_a_terminal_unescaped(corpus: Corpus, tmp_path: Path) -> None:
    log = str(tmp_path / "obslog.db")
    assert watched(["--log", log, "init"]).code == 0
    for words in (
        ["import", str(corpus.folder)],
        ["image", "list"],
        ["identify", str(corpus.folder / "fields")],
    ):
        shown = _PROGRESS.sub(b"", on_a_terminal(["--log", log, *words]))
        text = _HEADING.sub(r"\1", shown.replace(b"\r\n", b"\n").decode())
        assert [line for line in text.split("\n") if _CONTROL.search(line)] == []
        assert "Traceback" not in text


@pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace is not installed: opened files are not watched"
)
def test_no_file_outside_is_opened_and_no_socket(corpus: Corpus, tmp_path: Path) -> None:
    log, trace = str(tmp_path / "obslog.db"), tmp_path / "trace"
    assert watched(["--log", log, "init"]).code == 0
    calls = "trace=open,openat,openat2,creat,socket,connect,execve"
    done = watched(
        ["--log", log, "import", str(corpus.folder / "vrt"), str(corpus.folder / "aux"), str(corpus.folder / "ovr"),
         str(corpus.folder / "msk"), str(corpus.folder / "metadata"), str(corpus.folder / "boxes"),
         str(corpus.folder / "systems"), str(corpus.folder / "kinds"), "--json"],
        prefix=["strace", "-f", "-qq", "-o", str(trace), "-e", calls],
    )  # fmt: skip
    if not trace.exists() or not trace.stat().st_size:
        pytest.skip("strace may not watch here")
    assert done.code == 3
    lines = trace.read_text(errors="backslashreplace").splitlines()
    assert [line for line in lines if "/outside/" in line and "ENOENT" not in line] == []
    assert [line for line in lines if "AF_INET" in line] == []
    runs = {line.split('"')[1] for line in lines if "execve(" in line and "ENOENT" not in line}
    assert all(Path(run).name.startswith("python") or run == sys.executable for run in runs)
