"""Two dates locked together: side by side, blinking or swiped; what became of each object; aligning by two points."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Self

from textual import on, work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Footer, Static

from obslog.model.errors import ObslogError, RefusedError
from obslog.model.looks import LookStatus
from obslog.tui.change import pairing
from obslog.tui.change.differing import key_of_signs, overlays
from obslog.tui.change.locking import Bond, lock_words
from obslog.tui.change.pairing import Pair, Side
from obslog.tui.change.sources import Opened, opened
from obslog.tui.fresh import Fresh
from obslog.tui.keys import Keyed, key, told
from obslog.tui.messages import LogChanged, OpenChange, OpenCompare, OpenScene, host
from obslog.tui.screens.compare_aligning import AligningWork
from obslog.tui.screens.compare_stands import StandsWork
from obslog.tui.text import joined, lines, shown
from obslog.tui.widgets.compare_pair import ComparePair, Mode

if TYPE_CHECKING:
    from obslog.model.marks import Point

#: Below this many rows the foot is short.
LOW = 32
#: A difference that is gone to is shown so large at least: metres a dot.
_CLOSE_M = 1.5


class CompareScreen(Fresh, Keyed, Screen[Any]):
    """An image of a site and an earlier one, moved together."""

    area = "compare"
    title_text = "Compare"
    about = (
        "Two dates of one ground, moved together. Space blinks, v lays them side by side, s swipes, m lays them on one "
        "another by two points; > and < go through what became of each object that is marked on both dates. An object "
        "is never called new or gone where the other date could not have shown it. K asks the pixels which marked "
        "stands look changed: a list for the eye."
    )
    CSS_PATH = "../styles/change.tcss"

    def __init__(self, site: str, before: str | None, after: str) -> None:
        super().__init__()
        self._asked = (site, before, after)
        self.pair: Pair | None = None
        self.pointed: int | None = None
        self.aligning = AligningWork(self)
        self.stands = StandsWork()
        self._later: Opened | None = None

    @classmethod
    def opened(cls, message: OpenCompare) -> Self:
        """The screen for that message."""
        return cls(message.site, message.before, message.after)

    def compose(self) -> ComposeResult:
        yield Static("", id="compare-head", classes="head", markup=False)
        yield ComparePair(id="pair")
        yield Static("", id="compare-said", classes="foot", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        self.canvases.after.focus()
        self._load()

    @property
    def canvases(self) -> ComparePair:
        """The two pictures."""
        return self.query_one(ComparePair)

    @property
    def known(self) -> Pair:
        """The two images. Raises `ObslogError` while they are still being opened."""
        if self.pair is None:
            raise ObslogError("the images are still being opened")
        return self.pair

    def read_log(self) -> None:
        """Marks and dates may be others."""
        if self.pair is not None:
            self._reload()

    # -- reading --

    @work(exclusive=True, group="compare")
    @told
    async def _load(self) -> None:
        engine = host(self).engine
        self.query_one("#compare-head", Static).update(shown("opening the images"))
        found = await engine.ask(lambda log: pairing.sides(log, *self._asked))
        first, second = await asyncio.gather(
            opened(engine, found.before.image.id), self._pixels_of_later(found.after)
        )
        self._later = second
        found = found.on_ground((first.ground, second.ground))
        self.pair, self.pointed = found, None
        self.stands.end()
        canvases = self.canvases
        canvases.between = found.lock
        canvases.show_sources(first.source, second.source)
        canvases.before.corner = tuple(filter(None, (f"BEFORE {_when(found.before)}", first.why)))
        canvases.after.corner = tuple(filter(None, (f"AFTER {_when(found.after)}", second.why)))
        self.draw()
        whole = await engine.ask(lambda log: pairing.with_objects(log, found))
        if self.pair is found:  # else it was aligned meanwhile, and read again
            self.pair = whole
            self.draw()

    @work(exclusive=True, group="compare-objects")
    @told
    async def _reload(self) -> None:
        await self.read_again()

    async def read_again(self) -> None:
        """Read the marks, the alignment and the differences again; the pixels stay."""
        known = self.known
        ids = (known.site_id, known.before.image.id, known.after.image.id)
        self.pair = await host(self).engine.ask(lambda log: pairing.pair(log, *ids, known.lock.grounds))
        canvases = self.canvases
        canvases.between = self.pair.lock
        canvases.follow(canvases.after)
        if self.pointed is not None and self.pointed >= len(self.pair.lines):
            self.pointed = None
        self.draw()

    async def _pixels_of_later(self, side: Side) -> Opened:
        """The later image stays open while the earlier one changes."""
        if self._later is not None and self._later.image == side.image.id and self._later.source is not None:
            return self._later
        return await opened(host(self).engine, side.image.id)

    # -- drawing --

    def draw(self) -> None:
        """Draw what is known: signs over the pictures, the line above, the foot."""
        if self.pair is None:
            return
        plain = host(self).settings.ascii
        self.canvases.show_overlays(
            *overlays(self.pair, self.pointed, aligning=self.aligning.state, plain=plain)
        )
        self._head()
        self.query_one("#compare-said", Static).update(lines(*self._said()))

    def _head(self) -> None:
        found, canvases = self.known, self.canvases
        mode = canvases.mode
        arrow = "<->" if host(self).settings.ascii else "⇄"
        seen = {
            Mode.SIDE: "side by side",
            Mode.SWIPE: "swipe: earlier on the left",
            Mode.BLINK: f"seen: {'EARLIER' if canvases.shows_before else 'LATER'}{', blinking' if canvases.blinks else ''}",
        }[mode]
        warn = "bold reverse" if found.lock.bond is Bond.PIXELS else ""
        head = joined(
            (found.site, "bold"), f" · {found.before.when} {arrow} {found.after.when} · ", (seen, "bold"), " · ",
            (lock_words(found.lock), warn),
        )  # fmt: skip
        head.no_wrap = False
        self.query_one("#compare-head", Static).update(head)

    def _said(self) -> tuple[str, ...]:
        """The foot: what to do while points are asked for, the difference pointed at, or all in a sentence."""
        found = self.known
        if self.aligning.state is not None:
            return (
                self.aligning.state.asks,
                "Backspace takes a point back, Esc leaves the images as they are.",
            )
        if self.stands.queue is not None:
            return self.stands.said()
        if found.objects is None:
            return (found.why_not,)
        key_line = key_of_signs(found, plain=host(self).settings.ascii)
        summary, laid, *claims = found.objects.sentences
        if self.pointed is None:
            # On a low terminal the picture needs the rows: the key says how many of each there are.
            return (key_line, laid) if self.size.height < LOW else (key_line, summary, laid, *claims[:1])
        line = found.lines[self.pointed]
        return (f"{self.pointed + 1} of {len(found.lines)}  {line.sentence}", laid, key_line)

    @on(ComparePair.Moved)
    def _moved(self, event: ComparePair.Moved) -> None:
        event.stop()

    # -- how the two are shown --

    @key("space", "blink", "Show the other date in the same place; while points are asked for, set one.")
    async def action_blink(self) -> None:
        if self.aligning.state is not None:
            await self.aligning.set_point()
            return
        self.canvases.blink(False)
        self.canvases.flip()
        self.draw()

    @key("b", "auto blink", "Let the two dates blink by themselves; again, stop.", show=False)
    def action_auto_blink(self) -> None:
        self.canvases.blink(not self.canvases.blinks)
        self.draw()

    @key("v", "side by side", "The two dates side by side; on a narrow terminal they blink instead.")
    def action_side(self) -> None:
        self._show_as(Mode.SIDE)

    @key("s", "swipe", "The earlier date drawn aside like a curtain; , and . move it.")
    def action_swipe(self) -> None:
        self._show_as(Mode.SWIPE)

    def _show_as(self, mode: Mode) -> None:
        self.canvases.blink(False)
        self.canvases.show_as(mode, before=False)
        self.draw()

    @key("comma", "curtain left", "Draw the curtain of swiping to the left.", show=False)
    def action_curtain_left(self) -> None:
        self.canvases.divide(-0.05)

    @key("full_stop", "curtain right", "Draw the curtain of swiping to the right.", show=False)
    def action_curtain_right(self) -> None:
        self.canvases.divide(0.05)

    # -- differences --

    @key("greater_than_sign", "next difference", "Go to the next object, those that differ first.")
    def action_next_difference(self) -> None:
        self._step(1)

    @key("less_than_sign", "previous", "Go to the object before.", show=False)
    def action_previous_difference(self) -> None:
        self._step(-1)

    @key(
        "K",
        "check stands",
        "Ask the pixels which marked stands of the earlier date look changed; > < go there.",
    )
    @work(exclusive=True, group="compare-stands")
    @told
    async def action_check_stands(self) -> None:
        host(self).tell("asking the pixels: a few seconds")
        await self.stands.check(self, self.known)
        self.draw()

    def _step(self, by: int) -> None:
        found = self.known
        if self.stands.queue is not None:
            self._show(self.stands.step(by).centre, None)
            return
        if not found.lines:
            raise RefusedError(found.why_not or "no object is marked on either date")
        before = -1 if self.pointed is None and by > 0 else self.pointed or 0
        self.pointed = (before + by) % len(found.lines)
        self._show(*found.places(found.lines[self.pointed]))

    def _show(self, before: Point | None, after: Point | None) -> None:
        """Go to a place given on either image, near enough to see an aircraft there."""
        canvases = self.canvases
        metres = canvases.after.metres_per_dot
        scale = canvases.after.view.scale
        wanted = scale if metres is None or metres <= _CLOSE_M else scale * _CLOSE_M / metres
        canvases.go_to(before, after, wanted)
        self.draw()

    # -- aligning --

    @key("m", "align", "Lay the images on one another by two points, each set on both with Space.")
    def action_align(self) -> None:
        self.aligning.begin()

    @key(
        "backspace", "point back", "Take the last point back while the images are being aligned.", show=False
    )
    def action_point_back(self) -> None:
        self.aligning.back()

    @key("u", "undo", "Take the alignment just stored back.", show=False)
    async def action_undo(self) -> None:
        await self.aligning.undo()

    # -- other dates, and where to go from here --

    @key("n", "later date", "Compare with the next later image of the site.", show=False)
    def action_later(self) -> None:
        self._other(1)

    @key("p", "earlier date", "Compare with the next earlier image of the site.", show=False)
    def action_earlier(self) -> None:
        self._other(-1)

    def _other(self, by: int) -> None:
        found = self.known
        self._asked = (found.site_id, found.other(by), found.after.image.id)
        self.aligning.end()
        self._load()

    @key(
        "N",
        "no change",
        "Nothing changed since the earlier look: the later image's draft says so, w then closes it.",
    )
    async def action_no_change(self) -> None:
        found = self.known
        since, later = found.before.look, found.after.image.id
        if since is None or since.status is not LookStatus.CLOSED:
            raise RefusedError(
                f"no look at the image of {found.before.when} is closed, so nothing can be unchanged since it"
            )
        if not found.is_in_order:
            raise RefusedError(
                f"{found.before.when} is not before {found.after.when}: p steps to an earlier date"
            )
        sentence = await host(self).engine.ask(
            lambda log: log.sentence(
                log.look_edit(log.look_begin(found.site_id, later).id, no_change_since=since.id)
            )
        )
        host(self).tell(f"{sentence} w closes the look")
        self._to_scene(later)

    def _to_scene(self, image: str) -> None:
        """Back to the scene that this was opened from, or to one of this image."""
        below = self.app.screen_stack[-2]
        scene = getattr(below, "area", "") == "scene"
        if scene:
            # Before it is seen: a scene that is seen takes every change for its own.
            below.log_changed("look edit")  # type: ignore[attr-defined]
        self.app.pop_screen()
        below.post_message(LogChanged("look edit"))
        if not scene:
            below.post_message(OpenScene(image, self.known.site_id))

    @key("enter", "open", "Open the image that is seen, to mark and count on it.", show=False)
    def action_open(self) -> None:
        found = self.known
        side = found.before if self.canvases.shows_before else found.after
        self.post_message(OpenScene(side.image.id, found.site_id, look=side.look.id if side.look else None))

    @key("d", "change", "The verdicts between the two looks.", show=False)
    def action_change(self) -> None:
        found = self.known
        if found.before.look is None or found.after.look is None:
            raise RefusedError(found.why_not)
        self.post_message(OpenChange(found.site_id, found.before.look.id, found.after.look.id))

    @key("y", "copy", "Copy the sentence at the foot.", show=False)
    def action_copy(self) -> None:
        found = self.known
        if self.pointed is not None:
            host(self).copy(found.lines[self.pointed].sentence, "the sentence")
        elif found.objects is not None:
            host(self).copy(" ".join(found.objects.sentences), "the sentences")
        else:
            host(self).copy(found.why_not, "the sentence")

    @key(
        "escape",
        "back",
        "Leave the aligning or the check of stands, stop the blinking, else back.",
        show=False,
    )
    def action_back(self) -> None:
        if self.aligning.state is not None:
            self.aligning.end()
            self.draw()
        elif self.stands.queue is not None:
            self.stands.end()
            self.draw()
        elif self.canvases.blinks:
            self.canvases.blink(False)
            self.draw()
        else:
            self.app.pop_screen()


def _when(side: Side) -> str:
    """A date with its basis and GSD, for the corner of a picture."""
    identity = side.image.identity
    gsd = "" if identity.gsd_m is None else f", {identity.gsd_m:.2g} m"
    return f"{side.when} ({str(identity.when.basis).replace('_', ' ')}{gsd})"
