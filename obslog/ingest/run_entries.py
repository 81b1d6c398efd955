"""The journal entries of one import: the first brings the run's own row, later ones its signs of life."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from obslog.ingest.dead_runs import RUNNING
from obslog.ingest.item_rows import run_row
from obslog.ingest.options import ImportOptions
from obslog.store.canonical import instant_text
from obslog.store.ids import new_id
from obslog.store.journal import Op, Update

if TYPE_CHECKING:
    from obslog.store.journal import Actor
    from obslog.store.workspace import Workspace

#: How often a run gives a sign of life, for others who share its log.
_HEARTBEAT_S = 60.0


class RunEntries:
    """Writes what one run does; nothing is written of a run that does nothing."""

    def __init__(
        self, workspace: Workspace, actor: Actor, options: ImportOptions, roots: Sequence[str]
    ) -> None:
        self.id = new_id()
        self.seqs: list[int] = []
        self._workspace, self._actor, self._options, self._roots = workspace, actor, options, tuple(roots)
        self._beat = time.monotonic()
        self._beaten: str | None = None

    @property
    def begun(self) -> bool:
        """True once something was written."""
        return bool(self.seqs)

    def write(self, action: str, ops: Sequence[Op], note: dict[str, Any] | None = None) -> None:
        """One journal entry of this run."""
        now = instant_text(self._workspace.now())
        first: list[Op] = []
        if not self.begun:
            first = [run_row(self.id, now, self._options, self._roots)]
        elif time.monotonic() - self._beat > _HEARTBEAT_S:
            first = [Update("import_runs", self.id, {"heartbeat_at": self._beaten}, {"heartbeat_at": now})]
            self._beat, self._beaten = time.monotonic(), now
        entry = self._workspace.write(action, self._actor, [*first, *ops], {**(note or {}), "run": self.id})
        RUNNING.add(self.id)
        self.seqs.append(entry.seq)

    def finish(self, state: str) -> None:
        """Close the run's row, if it has one."""
        if self.begun:
            ended = {"state": state, "ended_at": instant_text(self._workspace.now())}
            old = {"state": "running", "ended_at": None}
            self.write("import end", [Update("import_runs", self.id, old, ended)])
            RUNNING.discard(self.id)
