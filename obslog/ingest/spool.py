"""Outcomes that wait for the second pass, kept on disk beyond a few, so that memory does not grow with them."""

from __future__ import annotations

import contextlib
import pickle
import tempfile
from collections.abc import Iterator

from obslog.ingest.outcomes import FileOutcome
from obslog.model.errors import StoreError

_IN_MEMORY = 4 << 20


class Spool:
    """Outcomes in the order in which they were added; an unnamed file of this process alone.

    Its methods raise `StoreError` where the temporary folder takes no more.
    """

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        self.count = 0
        self.bytes = 0

    def add(self, outcome: FileOutcome) -> None:
        """Put one more at the end."""
        with _plain_errors():
            pickle.dump(outcome, self._file, pickle.HIGHEST_PROTOCOL)
        self.count += 1
        self.bytes += outcome.size

    def chunks(self, most: int) -> Iterator[list[FileOutcome]]:
        """All of them, `most` at a time."""
        with _plain_errors():
            self._file.seek(0)
        left = self.count
        while left:
            with _plain_errors():
                part = [pickle.load(self._file) for _ in range(min(most, left))]
            left -= len(part)
            yield part

    def close(self) -> None:
        """Let the file go."""
        # What could not be written out is not wanted any more.
        with contextlib.suppress(OSError):
            self._file.close()


@contextlib.contextmanager
def _plain_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"the temporary folder cannot be written ({error.strerror}): make room there, or name another in "
            "TMPDIR; what was recorded stays"
        ) from None
