"""The app: composes the screens, opens what they ask for, and shows what went wrong as a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any, ClassVar

from textual import on
from textual.app import App, SystemCommand
from textual.screen import Screen

from obslog.model.errors import ObslogError
from obslog.model.text import safe
from obslog.tui import messages
from obslog.tui.engine import Engine
from obslog.tui.failing import FailsInWords
from obslog.tui.graphics.detect import Graphics
from obslog.tui.keys import Keyed, key
from obslog.tui.keys_in_order import KeysInOrder
from obslog.tui.messages import LogChanged, Open
from obslog.tui.settings import Settings
from obslog.tui.themes import THEMES

#: What is opened for a message: module below `obslog.tui.screens` and class. A screen is imported when first opened;
#: it is made by its `opened(message)`.
ROUTES: dict[type[Open], tuple[str, str]] = {
    messages.OpenScene: ("scene", "SceneScreen"),
    messages.OpenCompare: ("compare", "CompareScreen"),
    messages.OpenChange: ("change", "ChangeScreen"),
    messages.OpenTimeline: ("timeline", "TimelineScreen"),
    messages.OpenMatrix: ("matrix", "MatrixScreen"),
    messages.OpenQueue: ("queue", "QueueScreen"),
    messages.OpenImport: ("importing", "ImportScreen"),
    messages.OpenSearch: ("search", "SearchScreen"),
    messages.OpenReport: ("report", "ReportScreen"),
    messages.OpenNote: ("note", "NoteScreen"),
    messages.OpenPasses: ("passes", "PassesScreen"),
    messages.OpenRequirements: ("requirements", "RequirementsScreen"),
    messages.OpenRequirement: ("requirement", "RequirementScreen"),
    messages.OpenGaps: ("gaps", "GapsScreen"),
    messages.OpenPlan: ("plan", "PlanScreen"),
    messages.OpenAsking: ("asking", "AskingScreen"),
}

#: The sites are shown before anything is made ready for later.
_READY_S = 1.0


class ObslogApp(FailsInWords, KeysInOrder, Keyed, App[int]):
    """The terminal UI over one open log."""

    area = "everywhere"
    TITLE = "obslog"
    CSS_PATH: ClassVar[Any] = ["styles/app.tcss"]
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        engine: Engine,
        settings: Settings | None = None,
        graphics: Graphics | None = None,
        start: Open | None = None,
    ) -> None:
        """`graphics` is what the terminal was found to show; `start` is opened above the first screen."""
        super().__init__()
        self.engine, self.settings, self.graphics = engine, settings or Settings(), graphics or Graphics()
        self._start = start

    def on_mount(self) -> None:
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self.settings.theme if self.settings.theme in self.available_themes else "obslog-dark"
        if self.settings.keys:
            self.set_keymap(dict(self.settings.keys))
        self.push_screen(_screen("home", "HomeScreen")())
        if self._start is not None:
            self.post_message(self._start)
        self.set_timer(_READY_S, self._make_ready)

    async def _make_ready(self) -> None:
        """When the first screen stands: the first image is then open the sooner."""
        await self.engine.ask(lambda log: log.view_warm())

    @on(Open)
    def _open(self, message: Open) -> None:
        module, name = ROUTES[type(message)]
        self.push_screen(_screen(module, name).opened(message))

    @on(LogChanged)
    def _pass_on(self, message: LogChanged) -> None:
        # Screens below the top one show the log too; each asks anew when it is seen again.
        for screen in self.screen_stack:
            heard = getattr(screen, "log_changed", None)
            if heard is not None:
                heard(message.what)

    def tell(self, text: str) -> None:
        """A short word at the edge of the screen."""
        self.notify(safe(text), markup=False, timeout=4)

    def fail(self, error: ObslogError) -> None:
        """What went wrong, as a sentence that stays until it is read."""
        from obslog.tui.dialogs.sentence import SentenceDialog

        self.push_screen(SentenceDialog(str(error)))

    def copy(self, text: str, what: str) -> None:
        """Put `text` on the clipboard by OSC 52, which works over SSH, and say so."""
        self.copy_to_clipboard(safe(text))
        self.tell(f"copied {what}")

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """What the command palette offers: the keys of what is shown, then what every screen offers."""
        from obslog.tui.commands import commands

        yield from commands(self, screen)

    @key(
        "q", "leave", "Leave obslog. A draft stays as it is and is there again at the next start.", show=False
    )
    def action_leave(self) -> None:
        self.exit(0)

    @key(
        "g,ctrl+f",
        "go to",
        "Go to a site, an image, a look by name, id or date; or find any words.",
        show=False,
    )
    def action_go_to(self) -> None:
        self.post_message(messages.OpenSearch())

    @key("u,ctrl+z", "undo", "Take back your newest change, by a new entry of the journal.", show=False)
    async def action_undo(self) -> None:
        entry = await self.engine.ask(lambda log: log.undo())
        self.tell(f"undone: {entry.summary}")
        self.post_message(LogChanged("undo"))

    @key("ctrl+r", "redo", "Take your newest undo back.", show=False)
    async def action_redo(self) -> None:
        entry = await self.engine.ask(lambda log: log.redo())
        self.tell(f"done again: {entry.summary}")
        self.post_message(LogChanged("redo"))

    @key("f1,question_mark", "help", "What the focused pane understands, and what it is for.", show=False)
    def action_help(self) -> None:
        from obslog.tui.screens.help import HelpScreen

        self.push_screen(HelpScreen.about(self.screen))


def _screen(module: str, name: str) -> Any:
    return getattr(import_module(f"obslog.tui.screens.{module}"), name)
