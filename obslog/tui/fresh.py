"""Screens that show the log and read it again once something was written: at once if seen, else when seen again."""

from __future__ import annotations

from typing import Any


class Fresh:
    """Mixed in before a Textual screen. `read_log` asks the log again and draws.

    A screen below another waits: what is written above (a mark at each key) must not wait for what nobody sees.
    """

    _stale = False

    def read_log(self) -> None:
        """Ask again."""
        raise NotImplementedError

    def log_changed(self, what: str) -> None:
        """Something was written; `what` is the journal's word for it."""
        screen: Any = self
        # `is_current` is true of the screen just below the one that is seen, too.
        if screen.app.screen is screen:
            self.read_log()
        else:
            self._stale = True

    def on_screen_resume(self) -> None:
        """Seen again."""
        if self._stale:
            self._stale = False
            self.read_log()
