"""How often a picture is sent: no faster than the line takes it, and never so often that keys wait."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import perf_counter

#: Frames a second at most: on this machine, over SSH, over mosh (which sends only what it can).
LOCAL, SSH, MOSH = 30.0, 8.0, 4.0
#: So much of its time may be spent on pictures; the rest is for keys.
_SHARE = 0.5


def frames_per_second(environ: Mapping[str, str]) -> float:
    """How often a picture is sent at most, by what the environment says of the line to the terminal."""
    if environ.get("MOSH_CONNECTION") or environ.get("MOSH_KEY"):
        return MOSH
    return SSH if environ.get("SSH_CONNECTION") else LOCAL


class Pace:
    """When the next picture may be made. Times are in seconds of `clock`."""

    def __init__(self, most_per_second: float, clock: Callable[[], float] = perf_counter) -> None:
        self._least, self._clock = 1.0 / most_per_second, clock
        self._last, self._took = float("-inf"), 0.0
        #: Whether the line is slow, so that bytes are to be saved.
        self.is_slow = most_per_second < LOCAL

    def wait(self, unsent: int) -> float:
        """How long to wait, 0 for now. `unsent` writes are queued which the terminal has not taken.

        While any are, nothing is added to them: what is made then would be old when it is seen.
        """
        each = max(self._least, self._took / _SHARE)
        if unsent:
            return each
        return max(0.0, self._last + each - self._clock())

    def began(self) -> float:
        """A picture is being made; gives the moment, for `ended`."""
        return self._clock()

    def ended(self, began: float) -> None:
        """It was made. One long frame (a terminal that was resized) does not slow those after it for long."""
        self._last = began
        self._took = 0.7 * self._took + 0.3 * (self._clock() - began)
