"""The queue: the images that nobody has closed a look at, newest first, each with a small picture of it."""

from __future__ import annotations

from typing import Any, Self

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Footer, Input, Static

from obslog.model.marks import QueueLine
from obslog.tui.home.state import filtered, pairs
from obslog.tui.keys import Keyed, key, told
from obslog.tui.messages import OpenImport, OpenQueue, OpenScene, host
from obslog.tui.text import lines, shown
from obslog.tui.widgets.field import Field
from obslog.tui.widgets.queue_rows import QueuePane
from obslog.tui.widgets.raster_canvas import RasterCanvas
from obslog.tui.working import work

_PAGE = 500


class QueueScreen(Keyed, Screen[Any]):
    """What waits, of one site or of all."""

    area = "queue"
    about = "Enter opens an image; n and p there walk on through what is shown here."
    CSS_PATH = "../styles/queue.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-normal")]  # noqa: RUF012 (so declared by Textual)

    def __init__(self, site: str | None = None) -> None:
        super().__init__()
        self._site = site
        self._queue: tuple[QueueLine, ...] = ()
        self._words = ""
        self._pictured: str | None = None

    @classmethod
    def opened(cls, message: OpenQueue) -> Self:
        """The screen that the message asks for."""
        return cls(message.site)

    def compose(self) -> ComposeResult:
        yield Static(
            shown(f"Queue{'' if self._site is None else f' · {self._site}'}", "bold"), classes="head"
        )
        with Horizontal():
            with Vertical(id="queue-list"):
                yield QueuePane(id="queue")
                yield Field(placeholder="filter by site, name or date; Esc clears", id="queue-filter")
            with Vertical(id="queue-beside"):
                yield RasterCanvas(id="queue-picture")
                yield Static("", id="queue-says", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        self.query_one("#queue-filter").display = False
        self.query_one(RasterCanvas).can_focus = False
        self.query_one(QueuePane).focus()
        work(self, "queue", self._load)

    def on_screen_resume(self) -> None:
        if self._queue:
            work(self, "queue", self._load)

    def log_changed(self, what: str) -> None:
        """What was looked at waits no longer."""
        if self.app.screen is self:  # `is_current` holds for the screen just below, too
            work(self, "queue", self._load)

    @told
    async def _load(self) -> None:
        self._queue = await host(self).engine.ask(lambda log: log.queue(self._site, limit=_PAGE))
        self._show()

    def _show(self) -> None:
        found = filtered(self._queue, self._words)
        self.query_one(QueuePane).show(found, more=len(self._queue) == _PAGE)

    @on(QueuePane.Pointed)
    def _pointed(self, message: QueuePane.Pointed) -> None:
        if message.line is not None and message.line.image != self._pictured:
            work(self, "queue-picture", self._picture, message.line)

    @told
    async def _picture(self, line: QueueLine) -> None:
        self._pictured = line.image
        image = await host(self).engine.ask(lambda log: log.image_show(line.image))
        known = image.identity
        said = [
            f"{known.platform or 'unknown platform'} · {known.width} x {known.height} px · "
            f"{known.when.describe()} ({known.when.basis})",
            *known.warnings[:3],
        ]
        self.query_one("#queue-says", Static).update(lines(*said))
        source = await host(self).engine.ask(lambda log: log.image_view(line.image))
        self.query_one(RasterCanvas).set_source(source)

    @on(QueuePane.Opened)
    def _open(self, message: QueuePane.Opened) -> None:
        shown_lines = self.query_one(QueuePane).lines
        self.post_message(OpenScene(message.line.image, message.line.site_id, pairs(shown_lines)))

    @on(Input.Changed, "#queue-filter")
    def _filter(self, event: Input.Changed) -> None:
        self._words = event.value
        self._show()

    @on(Input.Submitted, "#queue-filter")
    def _filtered(self, event: Input.Submitted) -> None:
        self.set_focus(self.query_one(QueuePane))

    @key("slash", "filter", "Filter as you type; Enter goes back to the list, Esc clears.")
    def action_filter(self) -> None:
        field = self.query_one("#queue-filter", Input)
        field.display = True
        self.set_focus(field)

    @key("i", "import", "Take a folder of images as evidence.")
    def action_import(self) -> None:
        self.post_message(OpenImport(site=self._site))

    @key("y", "copy", "Copy the id of the chosen image.", show=False)
    def action_copy(self) -> None:
        line = self.query_one(QueuePane).line
        if line is not None:
            host(self).copy(line.image, "the image's id")

    @key("escape", "back", "Clear the filter, then back.", show=False)
    def action_back(self) -> None:
        field = self.query_one("#queue-filter", Input)
        if field.value:
            field.value = ""
            field.display = False
            self.set_focus(self.query_one(QueuePane))
        else:
            self.app.pop_screen()
