"""What the parts of the scene screen expect of it: the work, and a way to ask."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from textual.message_pump import MessagePump

    from obslog.model.counting import Group
    from obslog.model.looks import Look
    from obslog.model.marks import Point
    from obslog.tui.dialogs.asking import Asking
    from obslog.tui.dialogs.sentence import SentenceDialog
    from obslog.tui.scene.matching import TypeIndex
    from obslog.tui.scene.work import SceneWork

Answer = TypeVar("Answer")


class SceneHost(Protocol):
    """The scene screen as its parts know it."""

    @property
    def work(self) -> SceneWork:
        """The scene that is open."""

    @property
    def index(self) -> TypeIndex:
        """The types of the log, ready for typing."""

    def ask(self, dialog: Asking, then: Callable[[Any], Awaitable[None]]) -> None:
        """Show a dialog; `then` gets its answer, unless it was left with Esc."""

    def read(self, dialog: SentenceDialog) -> None:
        """Show something that is only read."""

    def preview(self, look: Look | None) -> None:
        """Show the sentence of a look that is not recorded (None: of the one that is)."""

    def choose_row(self, row: Group) -> None:
        """Put the bar of the tally on a row."""

    def tell(self, text: str) -> None:
        """A short word at the edge of the screen."""

    async def go(self, pane: str) -> None:
        """Focus a pane by its id."""

    def go_to(self, at: Point) -> None:
        """Put the crosshair on a pixel."""

    async def after_closing(self) -> None:
        """The look was closed: go on to the next image of the queue."""

    def show_brush(self) -> None:
        """Draw the line below the image anew."""

    def crosshair_ground(self) -> tuple[float, float] | None:
        """(longitude, latitude) of the crosshair; None where the image has no ground."""

    @property
    def screen(self) -> MessagePump:
        """The screen itself."""
