"""The JSON shapes of requirements; `docs/wire.md` documents each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from obslog.model.requirements import Evidence, Needs, Requirement
from obslog.model.when import iso_z
from obslog.observing.wire import geometry_wire
from obslog.tasking.needs.proposing import ProposalLine
from obslog.tasking.needs.requirements import RequirementLine


def line_wire(line: RequirementLine) -> dict[str, Any]:
    """A requirement with names for its ids, and where it stands."""
    one = line.requirement
    return {
        "requirement": one.id,
        "site": line.site_name,
        "area": line.area_name,
        **asked_wire(one),
        "ground": line.ground,
        "state": str(one.state),
        "stage": str(line.stage),
        "state_reason": one.state_reason,
        "expired": line.expired,
        "orders": line.orders,
        "analyst": one.analyst,
        "created_at": _z(one.created_at),
    }


def proposal_wire(line: ProposalLine) -> dict[str, Any]:
    """A proposal: its key in place of an id, and since when the question has been open."""
    return {
        "key": line.proposal.key,
        "site": line.site_name,
        "area": line.area_name,
        **asked_wire(line.proposal.requirement),
        "since": _z(line.proposal.since),
    }


def asked_wire(one: Requirement) -> dict[str, Any]:
    """What a requirement asks, why, and of what."""
    return {
        "question": one.question,
        "why": one.why,
        "rule": str(one.rule),
        "types": list(one.types),
        "needs": needs_wire(one.needs),
        "geometry": geometry_wire(one.geometry),
        "evidence": evidence_wire(one.evidence),
        "subject": one.subject,
        "priority": one.priority,
        "asked_by": one.asked_by,
    }


def needs_wire(needs: Needs) -> dict[str, Any]:
    """What an image must be to answer; null: it does not matter."""
    return {
        "earliest": _z(needs.earliest),
        "latest": _z(needs.latest),
        "useful_until": _z(needs.useful_until),
        "sensor": str(needs.sensor),
        "max_gsd_m": needs.max_gsd_m,
        "min_niirs": needs.min_niirs,
        "max_off_nadir_deg": needs.max_off_nadir_deg,
        "min_sun_deg": needs.min_sun_deg,
        "max_cloud": needs.max_cloud,
        "min_covered": needs.min_covered,
    }


def evidence_wire(evidence: Evidence) -> dict[str, Any]:
    """What a requirement rests on: ids."""
    return {
        "looks": list(evidence.looks),
        "images": list(evidence.images),
        "statements": list(evidence.statements),
    }


def _z(instant: datetime | None) -> str | None:
    return None if instant is None else iso_z(instant)
