"""What the scene screen asks of the log when an image is opened: nothing is written by it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from obslog.model.counting import counted_groups, tally, tally_groups
from obslog.model.looks import Look, LookStatus
from obslog.model.places import ELSEWHERE, Site
from obslog.tui.scene.grouping import Grouped
from obslog.tui.scene.palette import extended, usual
from obslog.tui.scene.state import Brush, LastLook, SceneState, tallied
from obslog.tui.scene.words import ago

if TYPE_CHECKING:
    from obslog.log import Log

#: Looks from which the palette is made.
_HISTORY = 60


def gather(log: Log, image_id: str, site_id: str, look_id: str | None = None) -> SceneState:
    """The image, its site, and the look at it: the one named, else the analyst's own, else none yet.

    Raises `NotFoundError`, `RefusedError`.
    """
    image, site, tree = log.image_show(image_id), log.site_show(site_id), log.types()
    history = log.look_list(site.id, limit=_HISTORY)
    blank = log.look_blank(site.id, image.id)
    look = log.look_show(look_id) if look_id else _own(history, blank)
    recorded = look_id is not None or any(one.id == look.id for one in history)
    state = SceneState(
        image, site, tree, area_names(site), look, recorded,
        automatic=log.look_visibility(site.id, image.id),
        last=last_look(log, history, look),
    )  # fmt: skip
    closed = [one for one in history if one.status is LookStatus.CLOSED and one.id != look.id]
    palette = usual(closed)
    marks = log.mark_list(look=look.id) if recorded else ()
    for types in dict.fromkeys((*(s.types for s in look.seen), *(mark.types for mark in marks))):
        palette = extended(palette, types)
    brush = Brush(marks[-1].types, marks[-1].confidence) if marks else Brush()
    state = replace(state, marks=marks, palette=palette, brush=brush)
    found = Grouped().of(look, tuple(marks))
    rows = tally_groups(look, found.groups)
    return tallied(state, counted_groups(look, found.groups), rows, found.waiting)


def _own(history: tuple[Look, ...], blank: Look) -> Look:
    """The analyst's draft if there is one, else the analyst's newest closed look at the image, else a blank one."""
    if any(one.id == blank.id for one in history):
        return blank
    own = (
        one
        for one in history
        if one.status is LookStatus.CLOSED and (one.image_id, one.analyst) == (blank.image_id, blank.analyst)
    )
    return next(own, blank)


def area_names(site: Site) -> dict[str, str]:
    """Area id -> name; the one part of a site without areas is the whole site."""
    named = {area.id: area.name for area in site.areas}
    return {**named, ELSEWHERE: ELSEWHERE if named else "whole site"}


def last_look(log: Log, history: tuple[Look, ...], look: Look) -> LastLook | None:
    """The newest closed look at the site from before this image (of one without a date: the newest)."""
    closed = [one for one in history if one.status is LookStatus.CLOSED and one.id != look.id]
    if look.when.is_dated and look.when.earliest is not None:
        begins = look.when.earliest
        closed = [one for one in closed if one.when.latest is not None and one.when.latest < begins]
    if not closed:
        return None
    before = closed[0]
    marks = log.mark_list(look=before.id)
    rows = tally(before, marks)
    return LastLook(before, rows, len(marks), ago(before.when, look.when, log.now()))
