"""The form of a requirement: its fields, what may stand in each, and what of it goes to the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from obslog.log import Log
    from obslog.model.requirements import Requirement


@dataclass(frozen=True)
class AskLine:
    """One field: its id (the name that `requirement_add` takes), its name, and what may stand there."""

    id: str
    name: str
    hint: str
    must: bool = False


FIELDS = (
    AskLine("question", "Question", "Is the An-124 still on the north apron?", must=True),
    AskLine("because", "Why", "what hangs on the answer"),
    AskLine("area", "Area", "one area of the site; empty: the whole site"),
    AskLine("types", "Types", "what is to be told, commas between: An-124, Il-76"),
    AskLine("since", "From", "now, +12h, +3d, or a date (EDTF); empty: now"),
    AskLine("until", "Until", "+2w, 2024-12-31; empty: 14 days after it begins"),
    AskLine("useful_until", "Of use until", "an answer later than this is of no use; empty: as Until"),
    AskLine("sensor", "Sensor", "optical, sar or any"),
    AskLine("max_gsd_m", "Pixel, m", "at most; empty: what the smallest of the types takes"),
    AskLine("min_niirs", "NIIRS", "at least"),
    AskLine("max_off_nadir_deg", "Off-nadir, degrees", "at most"),
    AskLine("min_sun_deg", "Sun, degrees", "at least so high at the site"),
    AskLine("max_cloud", "Cloud", "at most, 0 to 1, over the ground asked for"),
    AskLine("min_covered", "Covered", "at least, 0 to 1, of the ground; empty: 0.95"),
    AskLine("priority", "Priority", "1 (first) to 4; empty: 3"),
    AskLine("asked_by", "Asked by", "who wants to know; empty: you"),
)


def filled(one: Requirement, area: str | None) -> dict[str, str]:
    """What stands in the fields for a requirement that is changed."""
    needs = one.needs
    numbers = {
        "max_gsd_m": needs.max_gsd_m, "min_niirs": needs.min_niirs, "max_off_nadir_deg": needs.max_off_nadir_deg,
        "min_sun_deg": needs.min_sun_deg, "max_cloud": needs.max_cloud, "min_covered": needs.min_covered,
    }  # fmt: skip
    return {
        "question": one.question,
        "because": one.why,
        "area": area or "",
        "types": ", ".join(one.types),
        "since": _instant(needs.earliest),
        "until": _instant(needs.latest),
        "useful_until": _instant(needs.useful_until),
        "sensor": str(needs.sensor),
        **{name: "" if number is None else f"{number:g}" for name, number in numbers.items()},
        "priority": str(one.priority),
        "asked_by": one.asked_by,
    }


def _instant(at: datetime | None) -> str:
    return "" if at is None else f"{at:%Y-%m-%dT%H:%M:%SZ}"


def add(log: Log, site: str, said: Mapping[str, str]) -> Requirement:
    """A new requirement from what stands in the fields. Raises what `requirement_add` raises."""
    given = {name: _read(name, text) for name, text in said.items() if text and name != "question"}
    return log.requirement_add(site, said["question"], **given)


def edit(log: Log, known: str, before: Mapping[str, str], said: Mapping[str, str]) -> Requirement:
    """The requirement with what was changed in the fields; an emptied one takes its limit away."""
    changes = {
        name: _read(name, text) if text else None
        for name, text in said.items()
        if text != before.get(name, "")
    }
    return log.requirement_edit(known, **changes)


def _read(name: str, text: str) -> Any:
    return [one.strip() for one in text.split(",") if one.strip()] if name == "types" else text


#: Words in an error's `what` -> the field that it is about.
_ABOUT = {
    "question": "question", "area": "area", "type": "types", "sighting": "types", "window": "until", "date": "since",
    "since": "since", "from": "since", "until": "until", "useful": "useful_until", "sensor": "sensor", "gsd": "max_gsd_m",
    "niirs": "min_niirs", "off-nadir": "max_off_nadir_deg", "off nadir": "max_off_nadir_deg", "sun": "min_sun_deg",
    "cloud": "max_cloud", "covered": "min_covered", "priority": "priority",
}  # fmt: skip


def field_of(error: Exception, said: Mapping[str, str]) -> str:
    """The field that an error is about, as far as its own words tell."""
    what = str(getattr(error, "what", "")).casefold().replace("_", "-")
    given = str(getattr(error, "given", "") or getattr(error, "text", ""))
    holds = [name for name, text in said.items() if text and text == given]
    if holds:
        return holds[0]
    return next((name for word, name in _ABOUT.items() if word in what), "question")
