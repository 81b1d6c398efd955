"""From marks to counts: what the tally of a look says, and the look as closing it would leave it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from obslog.model.counts import Count
from obslog.model.looks import Confidence, Look, Sighting
from obslog.model.marks import Mark, MarkStatus, TallyRow


@dataclass(frozen=True)
class Group:
    """What marks share that count together. `types` may be a candidate set; `area` is an area's id, None where
    nothing tells it."""

    types: tuple[str, ...]
    confidence: Confidence = Confidence.CONFIRMED
    area: str | None = None
    state: str | None = None

    @property
    def order(self) -> tuple[object, ...]:
        """Where it stands among others: by type, area, how sure, state."""
        return self.types, self.area or "", _SURE[self.confidence], self.state or ""

    def could_be(self, sighting: Sighting) -> bool:
        """True where nothing tells a mark of this group from what the sighting counts.

        What says nothing of its area or state contradicts none: a count of the whole site holds the marks of all
        its areas.
        """
        return (
            self.types == tuple(sorted(sighting.types))
            and self.confidence is sighting.confidence
            and (self.area == sighting.area or self.area is None or sighting.area is None)
            and (self.state == sighting.state or self.state is None or sighting.state is None)
        )

    def is_row_of(self, sighting: Sighting) -> bool:
        """True for the very group that the sighting counts."""
        return self.could_be(sighting) and (self.area, self.state) == (sighting.area, sighting.state)

    def sighting(self, number: int) -> Sighting:
        """The group as seen: exactly so many."""
        return Sighting(
            self.types, Count.exactly(number), None, self.confidence, area=self.area, state=self.state
        )


_SURE = {confidence: place for place, confidence in enumerate(Confidence)}

#: How many standing marks there are of each group.
Groups = Mapping[Group, int]


def group_of(mark: Mark) -> Group:
    """The group that a mark counts in."""
    return Group(tuple(sorted(mark.types)), mark.confidence, mark.area, mark.state)


def grouped(look: Look, marks: Iterable[Mark]) -> Groups:
    """The standing marks of the look by group; carried ones, and those of other looks, do not count.

    Of a tuple that was asked last the answer is kept: whoever asks for the counted look asks for its tally too.
    """
    global _last
    kept_marks, kept_look, kept = _last
    if kept_marks is marks and kept_look == look.id:
        return kept
    keys = Counter(
        (mark.types, mark.confidence, mark.area, mark.state)
        for mark in marks
        if mark.status is MarkStatus.STANDING and mark.look_id == look.id
    )
    found: dict[Group, int] = {}
    for (types, confidence, area, state), number in keys.items():
        group = Group(tuple(sorted(types)), confidence, area, state)
        found[group] = found.get(group, 0) + number
    if isinstance(marks, tuple):
        _last = marks, look.id, found
    return found


_last: tuple[tuple[Mark, ...], str, Groups] = (), "", {}


def counted(look: Look, marks: Iterable[Mark]) -> Look:
    """The look as closing would leave it: marks that no stated sighting holds become sightings, exactly counted.

    A stated sighting keeps its own count. No database; the order of the marks does not matter.
    """
    return counted_groups(look, grouped(look, marks))


def counted_groups(look: Look, groups: Groups) -> Look:
    """`counted`, from marks that are grouped already."""
    _, free = _shared(look, groups)
    if not free:
        return look
    return replace(look, seen=(*look.seen, *(group.sighting(number) for group, number in free)))


def tally(look: Look, marks: Iterable[Mark]) -> tuple[TallyRow, ...]:
    """A row for each sighting of the counted look: first those stated, in their order, then those of marks alone."""
    return tally_groups(look, grouped(look, marks))


def tally_groups(look: Look, groups: Groups) -> tuple[TallyRow, ...]:
    """`tally`, from marks that are grouped already."""
    held, free = _shared(look, groups)
    stated = [
        TallyRow(
            s.types, s.confidence, s.area, s.state, s.count, number, s.count,
            bool(number) and not s.count.contains(number), s.because,
        )
        for s, number in zip(look.seen, held, strict=True)
    ]  # fmt: skip
    alone = [
        TallyRow(g.types, g.confidence, g.area, g.state, None, number, Count.exactly(number))
        for g, number in free
    ]
    return (*stated, *alone)


def _shared(look: Look, groups: Groups) -> tuple[list[int], list[tuple[Group, int]]]:
    """How many marks each stated sighting holds, and the groups that none holds.

    A group goes to the sighting that is its very row. Others go to the sightings that they could be, the most
    particular groups first: to each so many as it says at least, then so many as it allows, and what is left to
    the first of them, which then differs from its marks.
    """
    held = [0] * len(look.seen)
    free: list[tuple[Group, int]] = []
    later: list[tuple[Group, int, list[int]]] = []
    for group, number in sorted(groups.items(), key=lambda item: item[0].order):
        could = [place for place, s in enumerate(look.seen) if group.could_be(s)]
        own = [place for place in could if group.is_row_of(look.seen[place])]
        if len(own) == 1:
            held[own[0]] += number
        elif could:
            later.append((group, number, own or could))
        else:
            free.append((group, number))
    for _, number, could in sorted(later, key=lambda each: (len(each[2]), each[0].order)):
        left = number
        at_least = [(place, look.seen[place].count.lo) for place in could]
        at_most = [(place, look.seen[place].count.hi) for place in could]
        for place, most in (*at_least, *at_most):
            taken = left if most is None else min(left, max(0, most - held[place]))
            held[place] += taken
            left -= taken
        held[could[0]] += left
    return held, free
