"""Reading what analysts judged of images against requirements, and which images may still answer one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from obslog.model.requirements import Answer
from obslog.store.apply import chunks
from obslog.store.queries.images import images_by_id
from obslog.store.queries.spatial import Box, rows_in_boxes
from obslog.store.rows.answers import ANSWER_COLUMNS, answer_of

if TYPE_CHECKING:
    from obslog.model.images import Image
    from obslog.store.workspace import Workspace

_COLUMNS = ", ".join(ANSWER_COLUMNS)


def answers(ws: Workspace, requirement_ids: Iterable[str]) -> list[Answer]:
    """The judgements that stand of some requirements, in the order they were made."""
    found: list[Answer] = []
    for part in chunks(sorted(set(requirement_ids))):
        rows = ws.fetch(
            f"SELECT {_COLUMNS} FROM answers WHERE live = 1 AND requirement_id IN :ids", ids=tuple(part)
        )
        found += [answer_of(row) for row in rows]
    return sorted(found, key=lambda one: one.id)


def images_of_run(ws: Workspace, run_id: str) -> set[str]:
    """The images that one import took, by sha256."""
    rows = ws.fetch(
        "SELECT DISTINCT image_id FROM import_items WHERE run_id = :run AND outcome = 'imported' "
        "AND image_id IS NOT NULL AND live = 1",
        run=run_id,
    )
    return {row[0] for row in rows}


def images_that_may_answer(
    ws: Workspace,
    site_id: str,
    boxes: Sequence[Box],
    since: str,
    until: str,
    among: Collection[str] | None = None,
) -> list[Image]:
    """Images whose dates meet [since, until] (stamps) and that lie in the boxes or are said to show the site.

    Of those without a date only such as nobody has looked at. `among` keeps to some images.
    """
    here = set(rows_in_boxes(ws, "images", boxes)) if boxes else set()
    linked = ws.fetch("SELECT image_id FROM image_sites WHERE site_id = :site AND live = 1", site=site_id)
    here |= {row[0] for row in linked}
    if among is not None:
        here &= set(among)
    found: list[str] = []
    for part in chunks(sorted(here)):
        values: dict[str, Any] = {"ids": tuple(part), "since": since, "until": until}
        rows = ws.fetch(
            "SELECT m.id FROM images m WHERE m.live = 1 AND m.id IN :ids AND ((m.latest >= :since AND m.earliest <= :until) "
            "OR ((m.earliest IS NULL OR m.latest IS NULL) AND NOT EXISTS (SELECT 1 FROM looks k WHERE k.image_id = m.id "
            "AND k.live = 1 AND k.status = 'closed')))",
            **values,
        )
        found += [row[0] for row in rows]
    return sorted(images_by_id(ws, found).values(), key=lambda one: one.id)
