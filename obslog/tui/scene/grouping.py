"""Marks grouped as they count, kept from one mark to the next: one more mark is counted, not all of them again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from obslog.model.counting import Group, group_of
from obslog.model.looks import Look
from obslog.model.marks import Mark, MarkStatus


@dataclass(frozen=True)
class Grouped:
    """The `marks` of the look `look_id`: those that stand by group, and those `waiting` for a word."""

    look_id: str = ""
    marks: tuple[Mark, ...] = ()
    groups: Mapping[Group, int] = field(default_factory=dict)
    waiting: Mapping[Group, int] = field(default_factory=dict)

    def of(self, look: Look, marks: tuple[Mark, ...]) -> Grouped:
        """The same for other marks: those that came are counted, those that went are taken off.

        A mark that was changed is another object: the old one went and the new one came.
        """
        known = len(self.marks)
        if look.id != self.look_id or not known:
            return Grouped().with_marks(look, marks, (), marks)
        # Mostly the last one came or went: the rest is compared as the objects that they are.
        if marks[:known] == self.marks:
            return self.with_marks(look, marks[known:], (), marks)
        if self.marks[: len(marks)] == marks:
            return self.with_marks(look, (), self.marks[len(marks) :], marks)
        before, now = set(map(id, self.marks)), set(map(id, marks))
        came = tuple(mark for mark in marks if id(mark) not in before)
        went = tuple(mark for mark in self.marks if id(mark) not in now)
        return self.with_marks(look, came, went, marks)

    def with_marks(
        self, look: Look, came: tuple[Mark, ...], went: tuple[Mark, ...], marks: tuple[Mark, ...]
    ) -> Grouped:
        """With `came` and without `went`, which makes it `marks`."""
        groups, waiting = dict(self.groups), dict(self.waiting)
        for some, by in ((came, 1), (went, -1)):
            for mark in some:
                if mark.status is MarkStatus.STANDING and mark.look_id == look.id:
                    _add(groups, group_of(mark), by)
                elif mark.status is MarkStatus.CARRIED:
                    _add(waiting, group_of(mark), by)
        return Grouped(look.id, marks, groups, waiting)


def _add(groups: dict[Group, int], group: Group, by: int) -> None:
    number = groups.get(group, 0) + by
    if number:
        groups[group] = number
    else:
        groups.pop(group, None)
