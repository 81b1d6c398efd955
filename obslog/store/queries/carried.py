"""What became of marks that were carried forward."""

from __future__ import annotations

from typing import TYPE_CHECKING

from obslog.model.marks import MarkStatus

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace


def refused_origins(ws: Workspace, look_id: str) -> frozenset[str]:
    """The ids of earlier marks that were carried into a look and taken away there: somebody looked, and saw none."""
    rows = ws.fetch(
        "SELECT carried_from FROM marks WHERE look_id = :look AND status = :refused AND carried_from IS NOT NULL",
        look=look_id,
        refused=str(MarkStatus.REFUSED),
    )
    return frozenset(row[0] for row in rows)
