"""Counting on the scene screen: what keys of the tally and of the areas do, with the questions they ask."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from obslog.model.counting import Group
from obslog.model.counts import Count, parse_count
from obslog.model.errors import ObslogError, RefusedError, WordError
from obslog.model.looks import Confidence, Look
from obslog.model.notation import parse_fraction
from obslog.model.places import ELSEWHERE
from obslog.tui.dialogs.choice import ChoiceDialog
from obslog.tui.dialogs.line import LineDialog
from obslog.tui.dialogs.type_search import TypeSearch
from obslog.tui.scene import edits
from obslog.tui.screens.scene_host import SceneHost
from obslog.tui.widgets import areas as areas_pane
from obslog.tui.widgets.tally import Ask

#: Why something could not be seen, as analysts say it.
REASONS = (
    "cloud",
    "cloud shadow",
    "shadow",
    "haze",
    "glare",
    "under cover",
    "resolution",
    "outside the frame",
)
#: Why a stated count is not the number of marks.
DIFFERENCES = (
    "not all marked",
    "partly hidden",
    "under shelters",
    "marked twice to show parts",
    "by shadow only",
)
STATES = (
    "nose raised",
    "engines running",
    "dismantled",
    "under repair",
    "loading",
    "decoy",
    "wreck",
    "covered",
)


class Counting:
    """The acts of the tally and of the areas."""

    def __init__(self, host: SceneHost) -> None:
        self._host = host

    async def asked(self, ask: Ask, row: Group | None) -> None:
        """A key of the tally wants more than the pane can give."""
        if ask is Ask.TYPE or row is None:
            self.choose_type()
            return
        acts: dict[Ask, Callable[[Group], Awaitable[None]]] = {
            Ask.PICK: self._pick,
            Ask.CANDIDATE: self._candidate,
            Ask.AREA: self._area,
            Ask.STATE: self._state,
            Ask.UNKNOWN: self._unknown,
            Ask.REASON: self._reason,
            Ask.COMPLETE: self._complete,
            Ask.DROP: self._drop,
        }
        await acts[ask](row)

    def choose_type(self) -> None:
        """Type-ahead; what is chosen is marked with from now on and has a row in the tally."""

        async def take(types: tuple[str, ...]) -> None:
            row = Group(types, self._host.work.state.brush.confidence)
            self._host.work.pick(types)
            self._host.work.open_row(row)
            self._host.choose_row(row)

        self._host.ask(TypeSearch(self._host.index), take)

    async def count(self, row: Group, count: Count) -> None:
        """A count was typed. Where it does not hold the marks, the row says so; the reason is asked at closing, since
        the rest may be marked yet (`!` gives it at once)."""
        work = self._host.work
        if count.is_zero:
            await self._clearing(lambda look: edits.with_count(look, row, count))
            return
        await work.count(row, count)

    async def _clearing(self, edit: Callable[[Look], Look]) -> None:
        """Change the look by what may be a zero: of an image without a GSD, what it can clear is asked first, once."""
        work = self._host.work
        state = work.state
        changed = edit(state.look)
        zero = changed.none or changed.complete_for
        if not zero or state.look.min_resolved_m is not None or state.image.identity.gsd_m is not None:
            await work.edit_look(edit)
            return

        async def take(text: str) -> None:
            metres = metres_of(text)
            await work.edit_look(lambda look: replace(edit(look), min_resolved_m=metres))

        said = (
            "The image has no known GSD, so a zero needs your word: "
            "what is the smallest object that it can clear, in metres?"
        )
        self._host.ask(LineDialog("None seen", said, check=metres_of), take)

    async def preview(self, row: Group, count: Count | None) -> None:
        """Show what the look would say with a count that is still being typed."""
        if count is None or count.unknown:
            self._host.preview(None)
            return
        try:
            self._host.preview(edits.with_count(self._host.work.state.said, row, count))
        except ObslogError:
            self._host.preview(None)

    async def sure(self, row: Group, confidence: Confidence) -> None:
        """The type of a row, and of its marks, is as certain as this."""
        await self._host.work.move_row(row, replace(row, confidence=confidence))

    async def _pick(self, row: Group) -> None:
        self._host.work.pick(row.types)
        self._host.work.sure(row.confidence)

    async def _candidate(self, row: Group) -> None:
        async def take(types: tuple[str, ...]) -> None:
            await self._host.work.move_row(row, replace(row, types=types))
            self._host.work.pick(types)

        dialog = TypeSearch(self._host.index, title="It could also be", value="|".join(row.types) + "|")
        self._host.ask(dialog, take)

    async def _area(self, row: Group) -> None:
        state = self._host.work.state
        parts: list[str | None] = [None, *(part for part in state.look.parts if part != ELSEWHERE)]
        if len(state.look.parts) > 1:
            parts.append(ELSEWHERE)
        else:
            raise RefusedError(f"{state.site.name} has no areas: the whole site is one (obslog area add)")
        names = ["not said" if part is None else state.area_names.get(part, part) for part in parts]

        async def take(number: int) -> None:
            await self._host.work.move_row(row, replace(row, area=parts[number]))

        at = parts.index(row.area) if row.area in parts else 0
        self._host.ask(ChoiceDialog(f"{' or '.join(row.types)}: in which area?", names, at=at), take)

    async def _state(self, row: Group) -> None:
        async def take(text: str) -> None:
            await self._host.work.move_row(row, replace(row, state=text or None))

        said = "The state they are in; empty takes it back."
        title = f"State of {' or '.join(row.types)}"
        self._host.ask(LineDialog(title, said, value=row.state or "", offers=STATES, empty=True), take)

    async def _unknown(self, row: Group) -> None:
        async def take(reason: str) -> None:
            await self._host.work.count(row, parse_count("?"), reason)

        said = f"Why can {' or '.join(row.types)} not be counted?"
        self._host.ask(LineDialog("Not observable", said, offers=REASONS), take)

    async def _reason(self, row: Group) -> None:
        said = f"Why is the count of {' or '.join(row.types)} what it is?"

        async def take(reason: str) -> None:
            await self._host.work.edit_look(lambda look: edits.with_reason(look, row, reason))

        self._host.ask(LineDialog("Why?", said, offers=DIFFERENCES), take)

    async def _complete(self, row: Group) -> None:
        if len(row.types) > 1:
            raise RefusedError("a candidate set closes its members by itself: say complete for one type")
        await self._clearing(lambda look: edits.complete_toggled(look, row.types[0], row.area))

    async def _drop(self, row: Group) -> None:
        work = self._host.work
        if row in work.state.opened:
            work.close_row(row)
            return
        before = work.state.look
        await work.edit_look(lambda look: _dropped(look, row))
        if work.state.look == before:
            raise RefusedError(
                "this row rests on its marks alone: remove those in the image (, and ; walk them)"
            )

    # -- areas --

    async def visible(self, part: str, fraction: float | None) -> None:
        """How much of an area could be seen; None is what footprint and cloud give."""
        work = self._host.work
        if fraction is None:
            computed = work.state.automatic.get(part)
            await work.edit_look(lambda look: edits.automatic(look, part, computed))
        else:
            await work.edit_look(lambda look: edits.with_visible(look, part, fraction))

    async def area_asked(self, ask: areas_pane.Ask, part: str) -> None:
        """A key of the areas wants more than the pane can give."""
        name = self._host.work.state.area_names.get(part, part)
        if ask is areas_pane.Ask.COMPLETE:

            async def complete(types: tuple[str, ...]) -> None:
                await self._clearing(lambda look: _completed(look, types, part))

            self._host.ask(TypeSearch(self._host.index, title=f"{name}: complete for"), complete)
        elif ask is areas_pane.Ask.REASON:

            async def hidden(reason: str) -> None:
                await self._host.work.edit_look(lambda look: edits.not_observable(look, part, reason))

            said = f"Why could nothing of {name} be seen?"
            self._host.ask(LineDialog("Not observable", said, offers=REASONS), hidden)
        else:

            async def share(text: str) -> None:
                fraction = _share(text)
                await self._host.work.edit_look(lambda look: edits.with_visible(look, part, fraction))

            said = f"How much of {name} could be seen? 0.85 or 85 %"
            self._host.ask(LineDialog("Visible fraction", said, check=_share), share)


def metres_of(text: str) -> float:
    """A length in metres as it was written. Raises `WordError`."""
    try:
        metres = float(text.strip().removesuffix("m"))
    except ValueError:
        metres = 0.0
    if not 0 < metres < 1e5:
        raise WordError("smallest object", text, "write its length in metres, such as 4")
    return metres


def _share(text: str) -> float:
    """`0.85`, `85 %`, and `85`, which can only be per cent."""
    plain = text.strip()
    bare = plain.replace(".", "", 1).isdigit() and float(plain) > 1
    return parse_fraction(f"{plain}%" if bare else plain)


def _completed(look: Look, types: tuple[str, ...], part: str) -> Look:
    for name in types:
        look = edits.complete_toggled(look, name, part)
    return look


def _dropped(look: Look, row: Group) -> Look:
    dropped = edits.without(look, row)
    scopes = tuple(s for s in dropped.complete_for if not (row.types == (s.type,) and s.area == row.area))
    return replace(dropped, complete_for=scopes) if dropped == look else dropped
