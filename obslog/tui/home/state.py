"""The first screen as frozen state: the sites in an order, filtered; what was last known of each; what waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from obslog.model.marks import QueueLine
from obslog.model.text import fold

if TYPE_CHECKING:
    from obslog.log import Log
    from obslog.model.types import TypeTree
    from obslog.observing.summary import SiteLine
    from obslog.tasking.needs.requirements import RequirementLine

#: From this age on a count is said to be old: thirty days, unless the site has another cadence.
STALE_H = 30 * 24.0
#: Orders of the sites, each with its name.
SORTS = ("waiting", "newest", "oldest", "name")
_MOST_TYPES = 4


@dataclass(frozen=True)
class Known:
    """What is known of one site beyond its figures: last counts as (type, count, age in hours), open questions."""

    counts: tuple[tuple[str, str, float], ...] = ()
    contradictions: int = 0
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class HomeState:
    """`known` is filled site by site, those in sight first; `asked` are the open requirements of all sites."""

    sites: tuple[SiteLine, ...] = ()
    queue: tuple[QueueLine, ...] = ()
    known: Mapping[str, Known] = field(default_factory=dict)
    asked: tuple[RequirementLine, ...] = ()
    sort: str = "waiting"
    filter: str = ""

    @property
    def shown(self) -> tuple[SiteLine, ...]:
        """The sites that the filter lets through, in order."""
        wanted = fold(self.filter).split()
        kept = [
            line
            for line in self.sites
            if all(word in fold(f"{line.name} {line.icao or ''}") for word in wanted)
        ]
        return tuple(sorted(kept, key=self._rank))

    @property
    def asked_of(self) -> Mapping[str, int]:
        """How many open requirements each site has, by its id."""
        return Counter(line.requirement.site_id for line in self.asked)

    def _rank(self, line: SiteLine) -> tuple[float, float, str]:
        never = float("inf")
        age = line.age_h if line.age_h is not None else never
        first, second = {
            "waiting": (-float(line.not_exploited), age),
            "newest": (age, 0.0),
            "oldest": (-age, 0.0),
            "name": (0.0, 0.0),
        }[self.sort]
        return first, second, fold(line.name)

    def learned(self, site_id: str, known: Known) -> HomeState:
        """With what became known of one site."""
        return replace(self, known={**self.known, site_id: known})

    def next_sort(self) -> HomeState:
        """The next order."""
        return replace(self, sort=SORTS[(SORTS.index(self.sort) + 1) % len(SORTS)])


def ask_known(log: Log, site: SiteLine) -> Known:
    """Last counts and open questions of one site, from the log."""
    if not site.looks:
        return Known(questions=_waiting(site))
    tree = log.types()
    found = {one.type: (one.type, one.count, one.age_h) for one in log.last(site.name)}
    last = [found[name] for name in _most_specific(tree, found)]
    contradictions: tuple[str, ...] = ()
    open_types: tuple[str, ...] = ()
    if site.looks > 1:
        from obslog.model.errors import ObslogError

        try:
            change = log.diff(site.name, "prev", "last")
        except ObslogError:
            pass  # One pass alone, or none that is dated: there is nothing to compare.
        else:
            contradictions = tuple(one.sentence for one in change.contradictions)
            undetermined = ("undetermined", "unknown", "possible_increase", "possible_decrease")
            left_open = [one.type for one in change.changes if str(one.diff.verdict) in undetermined]
            open_types = tuple(_most_specific(tree, left_open))
    questions = [f"{site.name}: {sentence}" for sentence in contradictions]
    if open_types:
        more = f" and {len(open_types) - 3} more" if len(open_types) > 3 else ""
        questions.append(
            f"{site.name}: did the number of {', '.join(open_types[:3])}{more} change? d shows why it is open"
        )
    return Known(tuple(last), len(contradictions), (*questions, *_waiting(site)))


def ask_asked(log: Log) -> tuple[RequirementLine, ...]:
    """The requirements that wait for an answer, the most urgent first."""
    return tuple(line for line in log.requirement_list() if str(line.requirement.state) == "open")


def _most_specific(tree: TypeTree, names: Iterable[str]) -> list[str]:
    """Those names (types, or sets as `A|B`) below which no other of them lies."""
    sets = {name: name.split("|") for name in names}
    return [
        name
        for name, kinds in sets.items()
        if not any(
            other != name and all(tree.is_at_or_below(kind, kinds[0]) for kind in others)
            for other, others in sets.items()
            if len(kinds) == 1
        )
    ]


def _waiting(site: SiteLine) -> tuple[str, ...]:
    if site.age_h is not None and site.age_h > STALE_H:
        return (f"{site.name}: nobody has looked for {site.age}",)
    if site.age_h is None and site.images:
        return (f"{site.name}: no look yet, {site.images} image{'s' if site.images != 1 else ''} there",)
    return ()


def counts_words(known: Known | None, newest_first: bool = True) -> str:
    """`An-124 2+ · Il-76 1+ (2 d)`: the counts of one age together, what is older named as such."""
    if known is None:
        return "…"
    if not known.counts:
        return ""
    found = sorted(known.counts, key=lambda one: one[2]) if newest_first else list(known.counts)
    # What was seen goes before what was not.
    found.sort(key=lambda one: (one[1] == "0", round(one[2])))
    shown = found[:_MOST_TYPES]
    newest = min(age for _, _, age in known.counts)
    pieces = [
        f"{name} {count}" + (f" ({_age(age)} old)" if age > newest + 24 else "") for name, count, age in shown
    ]
    more = f" +{len(found) - len(shown)}" if len(found) > len(shown) else ""
    return " · ".join(pieces) + more


def _age(hours: float) -> str:
    return f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.0f} d"


def pairs(queue: Iterable[QueueLine]) -> tuple[tuple[str, str], ...]:
    """(image, site) of a queue, as the scene walks them."""
    return tuple((line.image, line.site_id) for line in queue)


def filtered(queue: Iterable[QueueLine], words: str) -> tuple[QueueLine, ...]:
    """The lines that hold every word, in site, name or date."""
    wanted = fold(words).split()
    return tuple(
        q for q in queue if all(word in fold(f"{q.site} {q.name} {q.when} {q.basis}") for word in wanted)
    )
