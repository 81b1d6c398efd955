"""Aligning on the compare screen: points asked of one image and then of the other, stored, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from obslog.model.errors import RefusedError
from obslog.tui.change.aligning import Aligning
from obslog.tui.change.locking import Bond, lock_words
from obslog.tui.messages import LogChanged, host
from obslog.tui.widgets.compare_pair import ComparePair, Mode

if TYPE_CHECKING:
    from obslog.tui.change.pairing import Pair


class CompareHost(Protocol):
    """What the compare screen offers to its parts."""

    @property
    def known(self) -> Pair:
        """The two images. Raises `ObslogError` while they are still being opened."""

    @property
    def canvases(self) -> ComparePair:
        """The two pictures."""

    def draw(self) -> None:
        """Draw what is known."""

    async def read_again(self) -> None:
        """Read the marks, the alignment and the differences again."""


class AligningWork:
    """The points that are being set; `state` is None while none are asked for."""

    def __init__(self, screen: CompareHost) -> None:
        self._screen = screen
        self.state: Aligning | None = None
        self._stored: int | None = None

    def begin(self) -> None:
        """Ask for the first point. Raises `RefusedError` where the two cannot be laid on one another."""
        canvases, bond = self._screen.canvases, self._screen.known.lock.bond
        if bond is Bond.SAME:
            raise RefusedError("this is one image: it lies on itself")
        if canvases.before.source is None or canvases.after.source is None:
            raise RefusedError("one of the two images cannot be shown, so no point can be set on it")
        # What nothing holds together would only lead astray by moving together.
        canvases.loose = bond is Bond.PIXELS
        self._ask(Aligning())

    def _ask(self, state: Aligning) -> None:
        self.state = state
        canvases = self._screen.canvases
        canvases.blink(False)
        mode = Mode.SIDE if canvases.mode is Mode.SIDE else Mode.BLINK
        canvases.show_as(mode, before=not state.on_after)
        self._screen.draw()

    def end(self) -> None:
        """Ask for no more points."""
        self.state, self._screen.canvases.loose = None, False

    def back(self) -> None:
        """Take the last point back; where there was none, ask for no more."""
        if self.state is None:
            return
        before = self.state.back()
        if before is not None:
            self._ask(before)
        else:
            self.end()
            self._screen.draw()

    async def set_point(self) -> None:
        """Set a point where the crosshair is; the last one stores the alignment. Raises what the log refuses."""
        assert self.state is not None
        canvases, found = self._screen.canvases, self._screen.known
        canvas = canvases.after if self.state.on_after else canvases.before
        done = self.state.set(canvas.crosshair)
        if not done.is_done:
            self._ask(done)
            return
        self.end()
        self._screen.draw()
        ids = found.before.image.id, found.after.image.id
        self._stored = await host(canvases).engine.ask(
            lambda log: (log.image_align(*ids, done.pairs), log.journal(limit=1, whole=False)[0].seq)[1]
        )
        await self._screen.read_again()
        host(canvases).tell(f"{lock_words(self._screen.known.lock)}; u takes it back")
        canvases.post_message(LogChanged("image align"))

    async def undo(self) -> None:
        """Take the alignment stored here back. Raises `RefusedError` where there is none."""
        seq, self._stored = self._stored, None
        if seq is None:
            raise RefusedError(
                "nothing was stored here that could be taken back; marks are undone on their scene"
            )
        canvases = self._screen.canvases
        await host(canvases).engine.ask(lambda log: log.undo(seq))
        await self._screen.read_again()
        canvases.post_message(LogChanged("undo"))
