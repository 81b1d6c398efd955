"""Between rows and requirements, in both directions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from obslog.model.requirements import Evidence, Needs, Requirement, RequirementState, Rule, SensorKind
from obslog.store.canonical import canonical, instant_text, read_instant
from obslog.store.journal import Insert, Update
from obslog.store.rows.places import geometry_of, geometry_text

#: The columns of a requirement in the order that `requirement_of` takes them.
REQUIREMENT_COLUMNS = (
    "id", "site_id", "area_id", "question", "why", "rule", "subject", "evidence", "types", "geometry", "earliest",
    "latest", "useful_until", "sensor", "max_gsd_m", "min_niirs", "max_off_nadir_deg", "min_sun_deg", "max_cloud",
    "min_covered", "priority", "asked_by", "state", "state_reason", "analyst", "created_at",
)  # fmt: skip


def requirement_row(requirement: Requirement) -> dict[str, Any]:
    """The columns of a requirement, but for who wrote it on what basis and when."""
    needs, rests = requirement.needs, requirement.evidence
    named = {"looks": rests.looks, "images": rests.images, "statements": rests.statements}
    return {
        "id": requirement.id, "site_id": requirement.site_id, "area_id": requirement.area_id,
        "question": requirement.question, "why": requirement.why, "rule": str(requirement.rule),
        "subject": requirement.subject, "evidence": canonical({k: v for k, v in named.items() if v}),
        "types": canonical(requirement.types), "geometry": geometry_text(requirement.geometry),
        "earliest": instant_text(needs.earliest), "latest": instant_text(needs.latest),
        "useful_until": _stamp(needs.useful_until), "sensor": str(needs.sensor), "max_gsd_m": needs.max_gsd_m,
        "min_niirs": needs.min_niirs, "max_off_nadir_deg": needs.max_off_nadir_deg,
        "min_sun_deg": needs.min_sun_deg, "max_cloud": needs.max_cloud, "min_covered": needs.min_covered,
        "priority": requirement.priority, "asked_by": requirement.asked_by, "state": str(requirement.state),
        "state_reason": requirement.state_reason, "analyst": requirement.analyst,
    }  # fmt: skip


def requirement_ops(
    requirement: Requirement, analyst_basis: str | None = None, created_at: str | None = None
) -> list[Insert]:
    """The new row of a requirement; `created_at` is an instant as the store keeps it."""
    row = {**requirement_row(requirement), "analyst_basis": analyst_basis, "created_at": created_at}
    return [Insert("requirements", row)]


def requirement_edit_ops(old: Requirement, new: Requirement) -> list[Update]:
    """The columns of a requirement that differ; nothing where none does. Its id and its writer stay."""
    before, after = requirement_row(old), requirement_row(new)
    changed = [name for name in after if name not in ("id", "analyst") and before[name] != after[name]]
    if not changed:
        return []
    return [Update("requirements", old.id, {n: before[n] for n in changed}, {n: after[n] for n in changed})]


def requirement_of(values: Sequence[Any]) -> Requirement:
    """A requirement from its columns (`REQUIREMENT_COLUMNS`)."""
    row = dict(zip(REQUIREMENT_COLUMNS, values, strict=True))
    rests = json.loads(row["evidence"] or "{}")
    needs = Needs(
        earliest=read_instant(row["earliest"]), latest=read_instant(row["latest"]),
        useful_until=_instant(row["useful_until"]), sensor=SensorKind(row["sensor"]),
        max_gsd_m=row["max_gsd_m"], min_niirs=row["min_niirs"], max_off_nadir_deg=row["max_off_nadir_deg"],
        min_sun_deg=row["min_sun_deg"], max_cloud=row["max_cloud"],
        min_covered=0.0 if row["min_covered"] is None else row["min_covered"],
    )  # fmt: skip
    return Requirement(
        id=row["id"], site_id=row["site_id"], question=row["question"], why=row["why"], needs=needs,
        rule=Rule(row["rule"]), area_id=row["area_id"], geometry=geometry_of(row["geometry"]),
        types=tuple(json.loads(row["types"] or "[]")),
        evidence=Evidence(*(tuple(rests.get(kind, ())) for kind in ("looks", "images", "statements"))),
        subject=row["subject"], priority=row["priority"], asked_by=row["asked_by"] or "",
        state=RequirementState(row["state"]), state_reason=row["state_reason"], analyst=row["analyst"] or "",
        created_at=_instant(row["created_at"]),
    )  # fmt: skip


def _stamp(instant: datetime | None) -> str | None:
    return None if instant is None else instant_text(instant)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else read_instant(text)
