"""A fault of the UI itself, said in a few lines: what it was, where, that nothing recorded is lost; no locals."""

from __future__ import annotations

import sys
import traceback
from typing import TYPE_CHECKING, Any

from obslog.model.text import safe
from obslog.tui.text import lines

if TYPE_CHECKING:
    from textual.app import App

    _Base = App[Any]
else:
    _Base = object

#: So many of the innermost calls are shown.
_DEEPEST = 6


class FailsInWords(_Base):
    """Mixed in before Textual's `App`, whose own report prints every local value: names and notes of the log too."""

    def _fatal_error(self) -> None:
        error = sys.exc_info()[1]
        said = [
            f"obslog: the terminal UI failed ({type(error).__name__}: {safe(str(error))[:300]}).",
            "What was recorded stays, drafts too: start it again and go on. Where it happened:",
        ]
        frames = traceback.extract_tb(error.__traceback__)[-_DEEPEST:] if error is not None else []
        said += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        self.bell()
        self.panic(lines(*said))
