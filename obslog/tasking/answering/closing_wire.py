"""Matches and judgements as JSON (docs/wire.md)."""

from __future__ import annotations

from typing import Any

from obslog.model.requirements import Answer, Check
from obslog.model.when import iso_z
from obslog.tasking.answering.closing import MatchLine


def match_wire(line: MatchLine) -> dict[str, Any]:
    """The shape of a line of `requirement match --json`."""
    one = line.match
    return {
        "requirement": one.requirement_id, "question": line.requirement.question, "site": line.site_name,
        "image": one.image_id, "path": line.image.path, "outcome": line.outcome, "sentence": line.sentence,
        "checks": [check_wire(check) for check in one.checks], "covered": one.covered, "together": one.together,
        "order": one.order_id, "order_of_pass": line.order_of_pass, "looked": line.looked,
        "parts": line.parts, "parts_cover": line.parts_cover,
    }  # fmt: skip


def answer_wire(answer: Answer) -> dict[str, Any]:
    """The shape of `requirement satisfy --json` and `requirement reject --json`, and of the answers of a requirement."""
    return {
        "answer": answer.id, "requirement": answer.requirement_id, "image": answer.image_id,
        "decision": str(answer.decision), "checks": [check_wire(check) for check in answer.checks],
        "order": answer.order_id, "reason": answer.reason, "analyst": answer.analyst,
        "created_at": None if answer.created_at is None else iso_z(answer.created_at),
    }  # fmt: skip


def check_wire(check: Check) -> dict[str, str]:
    """One thing that was asked, and what the image says of it."""
    return {"what": check.what, "asked": check.asked, "found": check.found, "fit": str(check.fit)}
