"""What is not known of sites as rows: open questions, times in which nothing was seen; and what can be asked of each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from obslog.model.requirements import Evidence, Rule
from obslog.tui.tasking.wanting import day_of

if TYPE_CHECKING:
    from datetime import datetime

    from obslog.log import Log
    from obslog.tasking.needs.gaps import SiteGaps, Unseen
    from obslog.tasking.needs.proposing import ProposalLine
    from obslog.tasking.needs.questions import Question

#: What leaves a question open -> the rule by which the log proposes to ask it.
_RULES = {
    "undetermined": Rule.WIDE,
    "seen once": Rule.SEEN_ONCE,
    "not observable": Rule.UNSEEN,
    "contradiction": Rule.CONTRADICTION,
}


@dataclass(frozen=True)
class Lack:
    """One thing that is not known: `sentence`, why, since when; what it rests on; what would fill a form in.

    `kind` is `question`, `longest` (the longest time in which nothing could have been seen of a ground), `unseen` (a
    time in which something could have come and gone) or `both`; `signs` say what shows that something moved then, `span` is
    where in the time looked at it lies, 0 to 1.
    """

    kind: str
    site_id: str
    site: str
    sentence: str
    why: str = ""
    since: datetime | None = None
    signs: tuple[str, ...] = ()
    evidence: Evidence = field(default_factory=Evidence)
    rule: Rule | None = None
    types: tuple[str, ...] = ()
    area: str | None = None
    span: tuple[float, float] | None = None

    @property
    def form(self) -> dict[str, str]:
        """What a form that asks about it begins with."""
        asked = self.sentence
        if self.kind != "question":
            asked = f"What stands at {self.area or self.site} now?"
        return {
            "question": asked.partition("? ")[0] + ("?" if "? " in asked else ""),
            "because": self.why or self.sentence,
            "area": self.area or "",
            "types": ", ".join(self.types),
        }


@dataclass(frozen=True)
class Lacking:
    """The gaps of one site or of all; `as_of` is the day as of which an archive is asked."""

    gaps: tuple[SiteGaps, ...] = ()
    as_of: str | None = None

    @property
    def questions(self) -> tuple[Lack, ...]:
        """Open questions, site by site."""
        return tuple(_question(site, one) for site in self.gaps for one in site.questions)

    @property
    def times(self) -> tuple[Lack, ...]:
        """The longest times first, then those in which something could have come and gone; none of them twice."""
        found: list[Lack] = []
        for site in self.gaps:
            unseen = [_time(site, one, "unseen") for one in site.unseen]
            # Of an area that is as the whole site, nothing more is to be said.
            for one in (_time(site, long, "longest") for long in site.longest if _says_more(site, long)):
                same = replace(one, kind="unseen")
                if same in unseen:
                    unseen.remove(same)
                    one = replace(one, kind="both")
                found.append(one)
            found += unseen
        return tuple(found)


def ask_lacking(log: Log, site: str | None) -> Lacking:
    """What is not known, as of now or of the last look of an archive. Raises `NotFoundError`."""
    as_of = day_of(log)
    return Lacking(log.gaps(site, as_of=as_of), as_of)


def proposals_for(log: Log, lack: Lack, as_of: str | None) -> tuple[ProposalLine, ...]:
    """What the log itself would ask about it."""
    lines = log.proposal_lines(log.requirement_proposals(lack.site, as_of=as_of))
    return tuple(line for line in lines if _is_about(line, lack))


def _is_about(line: ProposalLine, lack: Lack) -> bool:
    one = line.proposal.requirement
    if lack.kind != "question":
        return one.rule is Rule.STALE and (lack.area is None or line.area_name == lack.area)
    if one.rule is not lack.rule:
        return False
    mine, its = lack.evidence, one.evidence
    shared = set(mine.looks) & set(its.looks) or set(mine.statements) & set(its.statements)
    return bool(shared) and (not lack.types or not one.types or bool(set(lack.types) & set(one.types)))


def _says_more(site: SiteGaps, one: Unseen) -> bool:
    return one.area is None or one.gap != site.longest[0].gap


def _question(site: SiteGaps, one: Question) -> Lack:
    names = dict(site.area_names)
    areas = [names[area] for area in one.areas if area in names]
    return Lack(
        "question",
        site.site_id,
        site.site,
        one.sentence,
        one.why,
        one.since,
        evidence=Evidence(one.looks, one.images, one.statements),
        rule=_RULES.get(str(one.kind)),
        types=tuple(dict.fromkeys(name for query in one.types for name in query)),
        area=areas[0] if len(areas) == 1 else None,
    )


def _time(site: SiteGaps, one: Unseen, kind: str) -> Lack:
    from obslog.tasking.needs.gaps import ground_words

    return Lack(
        kind,
        site.site_id,
        site.site,
        f"{ground_words(one)}: {one.words}",
        since=one.gap.start,
        signs=one.evidence,
        evidence=Evidence(one.looks, (), one.statements),
        area=one.area,
        span=_span(site, one),
    )


def _span(site: SiteGaps, one: Unseen) -> tuple[float, float] | None:
    """Where a gap lies between the first that is known of its site and the moment asked."""
    starts = [gap.gap.start for gap in (*site.longest, *site.unseen)]
    begin = site.since or min(starts)
    whole = (site.until - begin).total_seconds()
    if whole <= 0:
        return None
    ends = ((at - begin).total_seconds() / whole for at in (one.gap.start, one.gap.end))
    first, last = (min(1.0, max(0.0, end)) for end in ends)
    return first, last
