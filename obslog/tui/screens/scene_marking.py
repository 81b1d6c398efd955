"""Marking on the scene screen: what gestures and keys of the image do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from inspect import isawaitable
from typing import TYPE_CHECKING

from rich.text import Text

from obslog.model.looks import Confidence
from obslog.model.marks import Mark, MarkKind, MarkStatus, Point
from obslog.places.coordinates import format_position
from obslog.tui.dialogs.choice import ChoiceDialog
from obslog.tui.dialogs.line import LineDialog
from obslog.tui.dialogs.type_search import TypeSearch
from obslog.tui.messages import host
from obslog.tui.scene.lines import glyphs
from obslog.tui.scene.palette import Types
from obslog.tui.screens.scene_counting import STATES
from obslog.tui.screens.scene_ending import sentence_of
from obslog.tui.screens.scene_host import SceneHost
from obslog.tui.text import joined, lines

if TYPE_CHECKING:
    from obslog.places.measuring import Measurement


class Marking:
    """The acts of the image: marks made, chosen, changed; what was measured; what the image can support."""

    def __init__(self, screen: SceneHost) -> None:
        self._host = screen
        self._note = ""
        self._offered: Types = ()
        self._sure_next = False

    async def pressed(self, what: str, digit: int = 0) -> None:
        """A key of the image."""
        if what == "digit":
            await self.pick_digit(digit)
        elif what in ("next", "previous"):
            self.step(1 if what == "next" else -1)
        else:
            acts: dict[str, Callable[[], object]] = {
                "search": self.search,
                "sure": self.how_sure,
                "confirm": self.confirm,
                "confirm all": self.confirm_all,
                "remove": self.remove,
                "edit": self.edit,
                "level": self.take_level,
            }
            done = acts[what]()
            if isawaitable(done):
                await done

    # -- types --

    async def pick_digit(self, digit: int) -> None:
        """A digit of the palette: the type of the next mark, or of the selected one; after `.` how sure."""
        if self._sure_next:
            self._sure_next = False
            if 1 <= digit <= 3:
                await self.sure(list(Confidence)[digit - 1])
            return
        palette = self._host.work.state.palette
        if not 1 <= digit <= len(palette):
            self.note(f"{digit} holds no type yet: / finds one")
            return
        await self.pick(palette[digit - 1])

    async def pick(self, types: Types) -> None:
        """These types for the next mark, or for the selected one; warns where the image cannot support them."""
        work = self._host.work
        selected = work.state.mark
        work.pick(types)
        self.note("")
        if selected is not None and selected.types != types:
            await work.edit_marks([selected.id], types="|".join(types))
        await self._warn(types)

    def search(self) -> None:
        """Type-ahead for the next mark, or for the selected one."""
        self._host.ask(TypeSearch(self._host.index), self.pick)

    async def _warn(self, types: Types) -> None:
        work = self._host.work
        gsd_m = work.state.image.identity.gsd_m
        self._offered = ()
        if gsd_m is None or len(types) != 1:
            return
        support = await work.support(types[0], gsd_m)
        if support.ok is False:
            self._offered = (support.type_supported,) if support.type_supported else ()
            offer = f"v takes {support.type_supported}: " if self._offered else ""
            self.note(f"! {offer}{support.sentence}")

    async def take_level(self) -> None:
        """The level that the image can support, in the place of the type that it cannot."""
        if not self._offered:
            self.note("the image supports this type, as far as its GSD tells")
            return
        await self.pick(self._offered)

    def how_sure(self) -> None:
        """The next digit says how sure: 1 confirmed, 2 probable, 3 possible."""
        self._sure_next = True
        signs = glyphs(host(self._host.screen).settings.ascii)
        said = [f"{number} {each} {signs[each]}" for number, each in enumerate(Confidence, 1)]
        self.note(f"how sure? {', '.join(said)}")

    async def sure(self, confidence: Confidence) -> None:
        """This certainty for the next mark, or for the selected one."""
        work = self._host.work
        self.note("")
        if work.state.mark is not None:
            await work.edit_marks([work.state.mark.id], confidence=confidence)
        else:
            work.sure(confidence)

    # -- marks --

    async def mark(self, kind: MarkKind, points: Sequence[Point], there: str | None = None) -> None:
        """A gesture was finished: a mark is made, or the mark that is `there` is selected."""
        work = self._host.work
        if there is not None:
            self.choose(there)
            return
        if not work.state.brush.types:
            self._choose_first(kind, points)
            return
        mark = await work.mark(points, kind)
        work.select(None)
        self.note("")
        if kind is MarkKind.DIAMOND:
            await self._measured_diamond(mark)

    async def clicked(self, at: Point, there: str | None) -> None:
        """The image was clicked: on a mark it is selected; elsewhere an object is marked, once a type was chosen."""
        if there is not None or not self._host.work.state.brush.types:
            self.choose(there)
        else:
            await self.mark(MarkKind.POINT, (at,))

    def _choose_first(self, kind: MarkKind, points: Sequence[Point]) -> None:
        """No type was chosen yet: ask for one, then mark."""

        async def take(types: Types) -> None:
            await self.pick(types)
            await self.mark(kind, points)

        self._host.ask(TypeSearch(self._host.index, title="Mark what?"), take)

    def choose(self, mark_id: str | None) -> None:
        """Select a mark and say what it is."""
        self._host.work.select(mark_id)
        mark = self._host.work.state.mark
        self.note("" if mark is None else _told(mark, self._host.work.state.area_names))

    def step(self, by: int) -> Mark | None:
        """The next or previous mark."""
        mark = self._host.work.step(by)
        self.note("there are no marks yet" if mark is None else _told(mark, self._host.work.state.area_names))
        return mark

    async def confirm(self) -> bool:
        """The selected proposal stands; the next one is selected. False where no proposal is selected."""
        work = self._host.work
        mark = work.state.mark
        if mark is None or mark.status is not MarkStatus.CARRIED:
            return False
        await work.confirm([mark.id])
        self._onward()
        return True

    async def remove(self) -> None:
        """The selected mark is taken away; of proposals the next one is selected."""
        work = self._host.work
        mark = work.state.mark
        if mark is None:
            self.note("no mark is selected: , and ; walk them, or Space on one")
            return
        await work.remove(mark.id)
        if mark.status is MarkStatus.CARRIED:
            self._onward()
        else:
            self.note(f"{'|'.join(mark.types)} removed; u brings it back")

    def _onward(self) -> None:
        left = len(self._host.work.state.proposals)
        if left:
            self.step(1)
        else:
            self._host.work.select(None)
            self.note("every mark carried forward has its word")

    async def confirm_all(self) -> None:
        """Every proposal stands."""
        proposals = [mark.id for mark in self._host.work.state.proposals]
        if not proposals:
            self.note("no marks were carried forward")
            return
        await self._host.work.confirm(proposals)
        self._host.work.select(None)
        self.note(f"{len(proposals)} marks confirmed; u takes that back")

    async def carry(self) -> None:
        """Lay the marks of the last look on this image, to be confirmed one by one."""
        number = await self._host.work.carry()
        if number:
            self.step(1)
            self.note(f"{number} carried: Enter confirms, Delete removes, , and ; walk; C confirms all")

    def edit(self) -> None:
        """State or remarks of the selected mark."""
        mark = self._host.work.state.mark
        if mark is None:
            self.note("no mark is selected: , and ; walk them, or Space on one")
            return

        async def take(text: str) -> None:
            await self._host.work.edit_marks([mark.id], state=text)

        title = f"State of this {'|'.join(mark.types)}"
        self._host.ask(LineDialog(title, value=mark.state or "", offers=STATES, empty=True), take)

    # -- measuring --

    async def ruled(self, start: Point, end: Point) -> None:
        """A line was drawn: its length, azimuth and error band."""
        self.note(measured_words(await self._host.work.measure((start, end))))

    async def _measured_diamond(self, mark: Mark) -> None:
        """A diamond gives length, span and heading, and the types that fit; another of them is one key away."""
        nose, left, tail, right = mark.points
        work = self._host.work
        known = await work.size((tail, nose), (left, right))
        if known is None:
            self.note("no length: the image has neither a georeference nor a GSD")
            return
        length, span, fit = known
        heading = "" if length.azimuth_deg is None else f", heading {length.azimuth_deg:.0f}°"
        said = f"{length.length_m:.1f} x {span.length_m:.1f} m{heading}. {fit.sentence}"
        fits = tuple(one.type for one in fit.fits)
        if mark.types[0] in fits and len(fits) == 1:
            self.note(said)
            return
        choices: list[Types] = [mark.types]
        choices += [tuple(sorted(group)) for group in fit.same_size[:1] if len(group) > 1]
        choices += [(name,) for name in fits if (name,) not in choices]
        names = [f"{'|'.join(choice)}" for choice in choices]
        fitting = mark.types[0] in fits or set(mark.types) <= set(fits)
        names[0] += " (as marked)" if fitting else " (as marked; its size does not fit)"

        async def take(number: int) -> None:
            if choices[number] != mark.types:
                await work.edit_marks([mark.id], types="|".join(choices[number]))
                work.pick(choices[number])

        self._host.ask(ChoiceDialog("What has this size", names[:9], said, *fit.distinguishes[:4]), take)
        self.note(said)

    # -- what is shown below the image --

    def note(self, text: str) -> None:
        """What the line below the image says beside the palette."""
        self._note = text
        self._host.show_brush()

    def brush_text(self, width: int) -> Text:
        """The type of the next mark, the palette, and the last word on what was done: two lines of `width` columns."""
        state = self._host.work.state
        selected = state.mark
        signs = glyphs(host(self._host.screen).settings.ascii)
        if selected is not None:
            head = joined(
                (f"{signs[selected.confidence]} selected {'|'.join(selected.types)} ", "bold reverse")
            )
        elif state.brush.types:
            head = joined((f"{signs[state.brush.confidence]} {state.brush.name} ", "bold reverse"))
        else:
            head = joined(("no type chosen ", "bold reverse"))
        pieces: list[Text | str | tuple[str, str]] = [head, "  "]
        for number, types in enumerate(state.palette):
            style = "bold underline" if types == state.brush.types else ""
            pieces += [(f"{number + 1}", "bold"), " ", ("|".join(types), style), "  "]
        pieces.append(("/ type", "dim"))
        whole = joined(*pieces)
        if not self._note:
            whole.no_wrap, whole.overflow = False, "fold"
            return whole
        # A word on what was done goes before types that have no room beside it.
        whole.truncate(width, overflow="ellipsis")
        whole.append("\n")
        note = lines(self._note)
        note.truncate(width, overflow="ellipsis")
        return whole.append_text(note)

    def copy(self) -> None:
        """Offer the sentence, the position of the crosshair, and the ids."""
        state = self._host.work.state
        offers = [("the sentence", sentence_of(state))]
        where = self._host.crosshair_ground()
        if where is not None:
            style = host(self._host.screen).settings.coordinates
            offers.append(("the position", format_position(*where, style)))
        offers.append(("the image's id", state.image.id))
        if state.recorded:
            offers.append(("the look's id", state.look.id))
        if state.mark is not None:
            offers.append(("the mark's id", state.mark.id))

        async def take(number: int) -> None:
            what, text = offers[number]
            host(self._host.screen).copy(text, what)

        names = [f"{what}: {text if len(text) < 60 else text[:59] + '…'}" for what, text in offers]
        self._host.ask(ChoiceDialog("Copy", names), take)


def measured_words(measured: Measurement) -> str:
    """A line that was measured, in few words: length with its band, azimuth with its own."""
    said = f"{measured.length_m:.1f} m ± {measured.error_m:.1f}"
    if measured.azimuth_deg is not None:
        band = f" ± {measured.azimuth_error_deg:.1f}" if measured.azimuth_error_deg is not None else ""
        said += f", azimuth {measured.azimuth_deg:.1f}°{band}"
    return f"{said} (95 %, by the {'ground' if measured.basis == 'ground' else 'GSD'}; {measured.pixel_m:.2f} m a pixel)"


def _told(mark: Mark, names: Mapping[str, str]) -> str:
    pieces = ["|".join(mark.types), str(mark.confidence)]
    if mark.status is MarkStatus.CARRIED:
        pieces.append("carried forward: Enter confirms, Delete removes")
    if mark.area is not None:
        pieces.append(f"on {names.get(mark.area, mark.area)}")
    if mark.state:
        pieces.append(mark.state)
    return " · ".join(pieces)
