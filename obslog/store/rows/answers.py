"""Between rows and an analyst's judgements of images against requirements, in both directions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from obslog.model.requirements import Answer, Check, Decision, Fit
from obslog.store.canonical import canonical, read_instant
from obslog.store.journal import Insert

#: The columns of an answer in the order that `answer_of` takes them.
ANSWER_COLUMNS = (
    "id", "requirement_id", "image_id", "order_id", "decision", "checks", "reason", "analyst", "created_at",
)  # fmt: skip


def answer_ops(
    answer: Answer, analyst_basis: str | None = None, created_at: str | None = None
) -> list[Insert]:
    """The new row of an answer; `created_at` is an instant as the store keeps it."""
    checks = [{"what": c.what, "asked": c.asked, "found": c.found, "fit": str(c.fit)} for c in answer.checks]
    row = {
        "id": answer.id, "requirement_id": answer.requirement_id, "image_id": answer.image_id,
        "order_id": answer.order_id, "decision": str(answer.decision), "checks": canonical(checks),
        "reason": answer.reason, "analyst": answer.analyst, "analyst_basis": analyst_basis, "created_at": created_at,
    }  # fmt: skip
    return [Insert("answers", row)]


def answer_of(values: Sequence[Any]) -> Answer:
    """An answer from its columns (`ANSWER_COLUMNS`)."""
    row = dict(zip(ANSWER_COLUMNS, values, strict=True))
    checks = tuple(
        Check(one["what"], one["asked"], one["found"], Fit(one["fit"]))
        for one in json.loads(row["checks"] or "[]")
    )
    return Answer(
        id=row["id"], requirement_id=row["requirement_id"], image_id=row["image_id"],
        decision=Decision(row["decision"]), checks=checks, order_id=row["order_id"], reason=row["reason"],
        analyst=row["analyst"] or "",
        created_at=None if row["created_at"] is None else read_instant(row["created_at"]),
    )  # fmt: skip
