"""The scene: an image of a site, large; what is marked and counted on it; and the sentence that this comes to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Self

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Footer, Static

from obslog.model.counting import Group
from obslog.model.errors import ObslogError
from obslog.model.looks import Look
from obslog.model.marks import Point
from obslog.tui.cells.gestures import KINDS
from obslog.tui.dialogs.asking import Asking
from obslog.tui.dialogs.sentence import SentenceDialog
from obslog.tui.keys import key, told
from obslog.tui.messages import LogChanged, OpenScene, host
from obslog.tui.scene.lines import lines
from obslog.tui.scene.matching import TypeIndex
from obslog.tui.scene.words import area_lines, head
from obslog.tui.scene.work import SceneWork
from obslog.tui.screens.scene_acts import Acts
from obslog.tui.screens.scene_counting import Counting
from obslog.tui.screens.scene_ending import Ending, sentence_of
from obslog.tui.screens.scene_marking import Marking
from obslog.tui.screens.scene_ways import WaysOut
from obslog.tui.text import joined
from obslog.tui.widgets.areas import AreasPane
from obslog.tui.widgets.canvas_messages import Clicked, Drawn, MarkChosen
from obslog.tui.widgets.image_pane import ImagePane
from obslog.tui.widgets.last_look import LastLookPane
from obslog.tui.widgets.sentence import SentenceBar
from obslog.tui.widgets.tally import TallyPane

#: Below this many columns the panes beside the image are drawers; from the second on they are wider.
NARROW, WIDE = 100, 180
#: Changes that other screens show at once.
_TOLD = frozenset(("look close", "look retract", "image date", "undo"))


class SceneScreen(WaysOut):
    """One image of one site. Widgets say what keys mean, `work` writes it, `show` draws what came of it."""

    area = "scene"
    about = (
        "Mark and count what is on the image; the sentence below is what the look will say. Everything is saved as "
        "it is done: w closes the look, N says that nothing changed since the last one."
    )
    CSS_PATH = "../styles/scene.tcss"
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 (declared so by Screen)
        (0, "-narrow"),
        (NARROW, "-normal"),
        (WIDE, "-wide"),
    ]

    def __init__(
        self, image: str, site: str, queue: Sequence[tuple[str, str]] = (), look: str | None = None
    ) -> None:
        super().__init__()
        self._asked = (image, site, look)
        self._queue = tuple(queue) or ((image, site),)
        self._work: SceneWork | None = None
        self._index: TypeIndex | None = None
        self._said: dict[str, Text] = {}
        self._unsaid = False
        self.counting = Counting(self)
        self.marking = Marking(self)
        self.ending = Ending(self)
        self.acts = Acts(self, self.counting, self.marking)

    @classmethod
    def opened(cls, message: OpenScene) -> Self:
        """The screen that the message asks for."""
        return cls(message.image, message.site, message.queue, message.look)

    def compose(self) -> ComposeResult:
        yield Static(id="scene-title", markup=False)
        with Horizontal(id="scene-body"):
            with Vertical(id="scene-image", classes="pane") as box:
                box.border_title = joined(("i", "bold underline"), " Image")
                settings = host(self).settings
                yield ImagePane(id="image", style=settings.coordinates, plain=settings.ascii)
                yield Static(id="scene-brush", markup=False)
            with Vertical(id="scene-side"):
                yield TallyPane(id="tally")
                yield AreasPane(id="areas")
                yield LastLookPane(id="last_look")
        yield SentenceBar(id="scene-sentence")
        yield Footer()

    def on_mount(self) -> None:
        for pane in (ImagePane, TallyPane, AreasPane, LastLookPane):
            self.query_one(pane).acts = self.acts.done
        self.set_focus(self.query_one(ImagePane))
        self._open(*self._asked)

    def on_resize(self) -> None:
        if self._work is not None:
            self.show()

    def _open(self, image: str, site: str, look: str | None) -> None:
        self._asked = (image, site, look)
        self.run_worker(self._opening(image, site, look), exclusive=True, group="scene")

    @told
    async def _opening(self, image: str, site: str, look: str | None) -> None:
        try:
            self._work = await SceneWork.opened(host(self).engine, image, site, look, self._changed)
        except ObslogError:
            # Without an image there is nothing to stay for; the sentence stands over the screen below.
            if self._work is None and self.app.screen is self:
                self.app.pop_screen()
            raise
        state = self._work.state
        self._index = TypeIndex(state.tree, tuple(name for types in state.palette for name in types))
        self.show()
        await self._show_pixels(state.image.id)

    async def _show_pixels(self, image: str) -> None:
        pane = self.query_one(ImagePane)
        pane.set_source(None)
        pane.set_source(await host(self).engine.ask(lambda log: log.image_view(image)))
        pane.show_state(self.work.state)

    # -- what the parts expect of the screen --

    @property
    def work(self) -> SceneWork:
        """The scene that is open. Raises `ObslogError` while it is still being opened."""
        if self._work is None:
            raise ObslogError("the image is still being opened")
        return self._work

    @property
    def index(self) -> TypeIndex:
        """The types of the log, ready for typing."""
        if self._index is None:
            raise ObslogError("the image is still being opened")
        return self._index

    def ask(self, dialog: Asking, then: Callable[[Any], Awaitable[None]]) -> None:
        """Show a dialog; `then` gets its answer, unless it was left with Esc."""

        @told
        async def answered(screen: SceneScreen, answer: Any) -> None:
            await then(answer)

        dialog.then = partial(answered, self)
        self.app.push_screen(dialog)

    def read(self, dialog: SentenceDialog) -> None:
        """Show something that is only read."""
        self.app.push_screen(dialog)

    def preview(self, look: Look | None) -> None:
        """Show the sentence of a look that is not recorded (None: of the one that is)."""
        self.query_one(SentenceBar).show(sentence_of(self.work.state, look))

    def choose_row(self, row: Group) -> None:
        """Put the bar of the tally on a row."""
        self.query_one(TallyPane).choose(row)

    def tell(self, text: str) -> None:
        """A short word at the edge of the screen."""
        host(self).tell(text)

    def show_brush(self) -> None:
        """Draw the line below the image anew."""
        width = self.query_one("#scene-brush", Static).content_size.width or 80
        self._put("#scene-brush", self.marking.brush_text(width))

    def crosshair_ground(self) -> tuple[float, float] | None:
        """(longitude, latitude) of the crosshair; None where the image has no ground."""
        image = self.query_one(ImagePane)
        return image.ground_at(image.crosshair)

    def go_to(self, at: Point) -> None:
        """Put the crosshair on a pixel."""
        self.query_one(ImagePane).go_to(at)

    async def after_closing(self) -> None:
        """The look was closed: go on to the next image of the queue, or say that there is none."""
        if not await self._walk(1):
            self.tell("that was the last image of the queue")

    # -- drawing --

    def _changed(self, what: str) -> None:
        self.show()
        if what in _TOLD:
            self._unsaid = False
            self.post_message(LogChanged(what))
        elif what:
            # Drafts enter no other screen: those below ask anew once this one is left.
            self._unsaid = True

    def _put(self, line: str, text: Text) -> None:
        """Draw a line of the frame, if it says something else than before."""
        if self._said.get(line) != text:
            self._said[line] = text
            self.query_one(line, Static).update(text, layout=False)

    def show(self) -> None:
        """Draw the state: the head, the panes, the marks over the image, and the sentence."""
        state = self.work.state
        title, look = head(state, local_time=host(self).settings.local_time, width=self.size.width)
        self._put("#scene-title", joined(title, "  ", (look, "bold reverse")))
        found = lines(state.rows, state.look, state.waiting, state.opened, state.tree)
        self.query_one(TallyPane).show(found, dict(state.area_names))
        self.query_one(AreasPane).show(area_lines(state))
        self.query_one(LastLookPane).show(state.last)
        self.query_one(ImagePane).show_state(state)
        self.show_brush()
        self.preview(None)

    def log_changed(self, what: str) -> None:
        """Another screen wrote: what this one shows may have another date, area or look."""
        reading = ("image date", "area add", "site edit", "look edit")
        if self.app.screen is not self and self._work is not None and what in reading:
            self.run_worker(self._work.reload(), exclusive=True, group="scene")

    # -- panes --

    async def go(self, pane: str) -> None:
        """Focus a pane; on a narrow terminal its drawer is drawn out and the others pushed in."""
        await self.settle()
        for one in ("tally", "areas", "last_look"):
            self.query_one(f"#{one}").set_class(one == pane, "-open")
        self.set_class(pane != "image", "-drawer")
        self.set_focus(self.query_one(f"#{pane}"))

    @key("i", "image", "Go to the image.", show=False)
    async def action_image(self) -> None:
        await self.go("image")

    @key("t", "tally", "Go to the tally.")
    async def action_tally(self) -> None:
        await self.go("tally")

    @key("a", "areas", "Go to the areas: how much of each could be seen.")
    async def action_areas(self) -> None:
        await self.go("areas")

    @key("L", "last look", "Go to the last look; Enter there carries its marks forward.", show=False)
    async def action_last_look(self) -> None:
        await self.go("last_look")

    # -- what the mouse says; keys of panes come through `acts` --

    @on(ImagePane.Marked)
    @on(ImagePane.Pressed)
    @on(TallyPane.Counted)
    @on(TallyPane.Asked)
    @on(AreasPane.Asked)
    @on(LastLookPane.Carry)
    @told
    async def _posted(self, message: Message) -> None:
        message.stop()
        await self.acts.done(message)

    @told
    async def on_raster_canvas_drawn(self, message: Drawn) -> None:
        if message.shape == "line":
            await self.marking.ruled(*message.points)
        else:
            await self.marking.mark(KINDS[message.shape], message.points)

    @told
    async def on_raster_canvas_clicked(self, message: Clicked) -> None:
        pane = self.query_one(ImagePane)
        there = pane.near(message.at, pane.reach)
        await self.marking.clicked(message.at, None if there is None else there.id)

    @told
    def on_raster_canvas_mark_chosen(self, message: MarkChosen) -> None:
        self.marking.choose(message.mark)

    async def settle(self) -> None:
        """Take a count that is still being typed before something else is done."""
        done = self.query_one(TallyPane).take()
        if done is not None:
            await self.counting.count(*done)

    # -- keys of the scene --

    @key("w", "close look", "Close the look: from now on it counts. The next image of the queue is opened.")
    async def action_close(self) -> None:
        await self.settle()
        await self.ending.close()

    @key("N", "no change", "Nothing changed since the last look: its items are carried over, marked derived.")
    async def action_no_change(self) -> None:
        await self.settle()
        await self.ending.no_change()

    @key(
        "R", "retract", "Retract the look, with the reason; on a retracted one, begin a new look.", show=False
    )
    def action_retract(self) -> None:
        if self.ending.is_retracted:
            image, site, _ = self._asked
            self._open(image, site, None)
        else:
            self.ending.retract()

    @key("n", "next image", "The next image of the queue.", show=False)
    async def action_next(self) -> None:
        await self.settle()
        if not await self._walk(1):
            self.tell("this is the last image of the queue")

    @key("p", "previous image", "The image before in the queue.", show=False)
    async def action_previous(self) -> None:
        await self.settle()
        if not await self._walk(-1):
            self.tell("this is the first image of the queue")

    async def _walk(self, step: int) -> bool:
        here = [image for image, _ in self._queue]
        image = self._asked[0]
        place = here.index(image) + step if image in here else 0
        if not 0 <= place < len(self._queue) or self._queue[place][0] == image:
            return False
        await self.go("image")
        self._open(*self._queue[place], None)
        return True

    @key("u,ctrl+z", "undo", "Take back the newest change of this look, however long ago it was made.")
    async def action_undo(self) -> None:
        tally = self.query_one(TallyPane)
        if tally.entry:
            tally.take()
            self.preview(None)
            return
        self.marking.note(f"undone: {await self.work.undo()}")

    @key("ctrl+r", "redo", "Take the newest undo back.", show=False)
    async def action_redo(self) -> None:
        self.marking.note(f"done again: {await self.work.redo()}")

    @key("D", "date", "Correct the date of the image, with the reason.", show=False)
    def action_date(self) -> None:
        self.ending.date()

    @key("M", "remarks", "Free words about this look.", show=False)
    def action_remarks(self) -> None:
        self.ending.remarks()

    @key(
        "s", "sentence", "The whole sentence that the look will say, and what was assumed for it.", show=False
    )
    async def action_sentence(self) -> None:
        await self.settle()
        await self.ending.whole_sentence()

    @key("y", "copy", "Copy the sentence, the position of the crosshair, or an id.", show=False)
    def action_copy(self) -> None:
        self.marking.copy()

    @key("question_mark", "help", "What the focused pane understands.", show=False)
    async def action_help(self) -> None:
        await self.app.run_action("help")

    @key("escape", "back", "One step back; nothing is lost.", show=False)
    async def action_back(self) -> None:
        await self.settle()
        if self.has_class("-drawer") and self.has_class("-narrow"):
            await self.go("image")
            return
        if self._unsaid:
            self.post_message(LogChanged("look edit"))
        self.app.pop_screen()
