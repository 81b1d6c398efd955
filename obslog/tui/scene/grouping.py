"""Marks grouped as they count, kept from one mark to the next: one more mark is counted, not all of them again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from obslog.model.counting import Group, group_of, grouped
from obslog.model.looks import Look
from obslog.model.marks import Mark, MarkStatus


@dataclass(frozen=True)
class Grouped:
    """The standing `marks` of the look `look_id` by group."""

    look_id: str = ""
    marks: tuple[Mark, ...] = ()
    groups: Mapping[Group, int] = field(default_factory=dict)

    def of(self, look: Look, marks: tuple[Mark, ...]) -> Grouped:
        """The same for other marks; those that follow on the ones known are added to what was counted."""
        known = len(self.marks)
        if look.id != self.look_id or marks[:known] != self.marks:
            return Grouped(look.id, marks, grouped(look, marks))
        groups = dict(self.groups)
        for mark in marks[known:]:
            if mark.status is MarkStatus.STANDING and mark.look_id == look.id:
                group = group_of(mark)
                groups[group] = groups.get(group, 0) + 1
        return Grouped(look.id, marks, groups)
