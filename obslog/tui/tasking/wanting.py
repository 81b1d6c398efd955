"""Requirements as lines for a person: what is proposed, what is open, what is done; what each asks and rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import TYPE_CHECKING

from obslog.model.requirements import Requirement, RequirementState
from obslog.tui.tasking.aside import of_then

if TYPE_CHECKING:
    from obslog.log import Log
    from obslog.tasking.needs.proposing import ProposalLine
    from obslog.tasking.needs.requirements import RequirementLine


@dataclass(frozen=True)
class Wanted:
    """What is asked of one site or of all. `as_of` is the day as of which the log proposes (EDTF), None: today."""

    proposed: tuple[ProposalLine, ...] = ()
    open: tuple[RequirementLine, ...] = ()
    done: tuple[RequirementLine, ...] = ()
    as_of: str | None = None
    site: str | None = None


@dataclass(frozen=True)
class Evidence:
    """One thing that a requirement rests on; `image` and `look` open it, where there is an image."""

    words: str
    image: str | None = None
    look: str | None = None


def day_of(log: Log) -> str | None:
    """The day as of which an archive is asked; None for a log in use."""
    then: datetime | None = of_then(log)
    return None if then is None else f"{then:%Y-%m-%d}"


def ask_wanted(log: Log, site: str | None) -> Wanted:
    """What stands open and done, and what the log proposes. Raises `NotFoundError`."""
    name = None if site is None else log.site_show(site).name
    as_of = day_of(log)
    lines = log.requirement_list(site)
    return Wanted(
        log.proposal_lines(log.requirement_proposals(site, as_of=as_of)),
        tuple(line for line in lines if line.requirement.state is RequirementState.OPEN),
        tuple(line for line in lines if line.requirement.state is not RequirementState.OPEN),
        as_of,
        name,
    )


def needs_words(one: Requirement) -> tuple[tuple[str, str], ...]:
    """What an image must be to answer, as (name, words); what does not matter is left out."""
    from obslog.tasking.needs.requirements import window_words

    needs = one.needs
    sensor = {"any": "optical or SAR", "optical": "optical", "sar": "SAR"}[str(needs.sensor)]
    found: list[tuple[str, str | None]] = [
        ("window", window_words(needs)),
        ("sensor", sensor),
        ("types", ", ".join(one.types) or None),
        ("pixel", None if needs.max_gsd_m is None else f"at most {needs.max_gsd_m:g} m"),
        ("NIIRS", None if needs.min_niirs is None else f"at least {needs.min_niirs:g}"),
        ("off-nadir", None if needs.max_off_nadir_deg is None else f"at most {needs.max_off_nadir_deg:g}°"),
        ("sun", None if needs.min_sun_deg is None else f"at least {needs.min_sun_deg:g}° high"),
        ("cloud", None if needs.max_cloud is None else f"at most {needs.max_cloud:.0%} of the ground"),
        ("covered", f"at least {needs.min_covered:.0%} of the ground"),
    ]
    return tuple((name, words) for name, words in found if words)


def ask_evidence(log: Log, one: Requirement) -> tuple[Evidence, ...]:
    """What it rests on, in words; a look that has an image opens with it, so its image is not named again."""
    found: list[Evidence] = []
    opened: set[str] = set()
    for look_id in one.evidence.looks:
        look = log.look_show(look_id)
        image = look.image_id
        opened |= {image} if image else set()
        found.append(Evidence(f"look of {look.when.describe()} ({look_id[-8:]})", image, look_id))
    for image_id in one.evidence.images:
        if image_id not in opened:
            shown = log.image_show(image_id)
            name = PurePath(shown.path).name
            found.append(Evidence(f"image of {shown.identity.when.describe()}: {name}", image_id))
    if one.evidence.statements:
        said = {statement.id: statement for statement in log.statement_list(one.site_id)}
        for statement_id in one.evidence.statements:
            statement = said.get(statement_id)
            if statement is not None:
                source = log.source_name(statement.source_id)
                found.append(
                    Evidence(f"statement of {source}, {statement.when.describe()}: {statement.text}")
                )
    return tuple(found)


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 order`, `2 orders`."""
    return f"{number} {one if number == 1 else many or one + 's'}"
