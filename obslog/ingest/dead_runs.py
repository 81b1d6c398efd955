"""Imports whose process is gone: their runs are closed by the next import, as killed."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from obslog.store import queries
from obslog.store.canonical import instant_text
from obslog.store.journal import Update

if TYPE_CHECKING:
    from obslog.store.journal import Actor
    from obslog.store.workspace import Workspace

#: An import on another machine that gave no sign of life for so long is taken for dead.
_SILENCE = timedelta(hours=1)
#: The runs of this process that are under way.
RUNNING: set[str] = set()


def close_dead_runs(workspace: Workspace, actor: Actor) -> int:
    """Close the runs that their processes left open; returns how many. What they recorded is all there."""
    dead = [run for run in queries.open_runs(workspace) if _is_dead(run, workspace.now())]
    if dead:
        now = instant_text(workspace.now())
        ops = [
            Update(
                "import_runs",
                run["id"],
                {"state": run["state"], "ended_at": None},
                {"state": "killed", "ended_at": now},
            )
            for run in dead
        ]
        workspace.write("import killed", actor, ops, {"runs": [run["id"] for run in dead]})
    return len(dead)


def _is_dead(run: Mapping[str, Any], now: datetime) -> bool:
    if run["host"] == socket.gethostname():
        # Our own number on a run that is none of ours: a process before us had it.
        return run["id"] not in RUNNING if run["pid"] == os.getpid() else not _lives(run["pid"])
    sign = run.get("heartbeat_at") or run["started_at"]
    return bool(sign) and sign < instant_text(now - _SILENCE)


def _lives(pid: int | None) -> bool:
    if not pid or pid < 1:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
