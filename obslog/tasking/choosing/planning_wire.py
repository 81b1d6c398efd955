"""The shapes of opportunities, plans and archives on the wire (docs/wire.md)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from obslog.tasking.choosing.archive import Archive, Held
from obslog.tasking.choosing.opportunities import Opportunity, Ranked
from obslog.tasking.choosing.plans import Plan


def opportunity_wire(one: Opportunity) -> dict[str, Any]:
    """One opportunity: its pass as `passes --json` writes it, and what the ranking adds."""
    view = one.view
    return {
        "opportunity": one.key,
        "place": one.place,
        "chance": _share(one.likelihood.chance),
        "chance_if_clear": _share(one.likelihood.chance_if_clear),
        "factors": [factor.wire() for factor in one.likelihood.factors],
        "hours": round(one.hours, 2),
        "cost": one.cost.wire() if one.cost is not None else None,
        "taskable": one.taskable,
        "collects": view.collects,
        "across_km": round(view.across_km, 3),
        "off_nadir_range_deg": [round(angle, 3) for angle in view.off_nadir_deg],
        "incidence_range_deg": [round(angle, 3) for angle in view.incidence_deg],
        "glint_deg": round(view.glint_deg, 2),
        "gsd_range_m": None if view.gsd_m is None else [round(size, 4) for size in view.gsd_m],
        "notes": list(one.notes),
        "why": one.why,
        **view.one.wire(),
    }


def ranked_wire(ranked: Ranked, limit: int | None = None) -> Iterable[dict[str, Any]]:
    """A line an opportunity, then the summary."""
    shown = ranked.opportunities[:limit]
    for one in shown:
        yield {**opportunity_wire(one), "requirement": ranked.requirement_id, "site": ranked.aim.name}
    yield {
        "summary": {
            "requirement": ranked.requirement_id,
            "question": ranked.question,
            "site": ranked.aim.name,
            "start": _iso(ranked.start),
            "end": _iso(ranked.end),
            "area_km2": round(ranked.aim.area_km2, 4),
            "passes": ranked.passes,
            "opportunities": len(ranked.opportunities),
            "shown": len(shown),
            "ruled_out": dict(ranked.ruled_out),
            "messages": list(ranked.messages),
        }
    }


def plan_wire(plan: Plan) -> Iterable[dict[str, Any]]:
    """A line an order that is proposed, a line a requirement, then the summary."""
    for choice in plan.choices:
        yield {
            "choice": choice.opportunity.key,
            "requirement": choice.requirement_id,
            "question": choice.question,
            "site": choice.site,
            "before": _share(choice.before),
            "after": _share(choice.after),
            "cost": choice.opportunity.cost.wire() if choice.opportunity.cost is not None else None,
            "why": choice.why,
            "opportunity": opportunity_wire(choice.opportunity),
        }
    for one in plan.outcomes:
        yield {
            "requirement": one.requirement_id,
            "question": one.question,
            "site": one.site,
            "priority": one.priority,
            "attempts": one.attempts,
            "chance": _share(one.chance),
            "chance_if_independent": _share(one.if_independent),
            "why": one.why,
            "not_taken": [{"opportunity": left.key, "why": why} for left, why in one.not_taken],
        }
    left = None if plan.budget is None else round(plan.budget - plan.spent, 2)
    yield {
        "summary": {
            "budget": plan.budget,
            "currency": plan.currency,
            "spent": round(plan.spent, 2),
            "left": left,
            "choices": len(plan.choices),
            "messages": list(plan.messages),
        }
    }


def archive_wire(archive: Archive) -> Iterable[dict[str, Any]]:
    """A line an image, then the summary."""
    for one in archive.held:
        yield held_wire(one)
    yield {
        "summary": {
            "requirement": archive.requirement_id,
            "question": archive.question,
            "site": archive.site,
            "ground": archive.ground,
            "to_look_at": [one.image.id for one in archive.to_look_at],
            "other_images": archive.others,
            "sentences": list(archive.sentences),
        }
    }


def held_wire(one: Held) -> dict[str, Any]:
    """One image of the archive."""
    identity = one.image.identity
    return {
        "image": one.image.id,
        "when": identity.when.describe(),
        "edtf": identity.when.edtf,
        "basis": str(identity.when.basis),
        "relation": one.relation,
        "apart_days": None if one.apart_days is None else round(one.apart_days, 3),
        "covered": None if one.covered is None else round(one.covered, 4),
        "gsd_m": identity.gsd_m,
        "cloud_fraction": identity.cloud_fraction,
        "state": one.state,
        "looks": list(one.looks),
        "says": list(one.says),
        "answers": [{"type": asked, "kind": kind, "words": words} for asked, kind, words in one.answers],
        "short": list(one.short),
    }


def _share(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _iso(when: datetime) -> str:
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")
