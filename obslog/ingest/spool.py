"""Outcomes that wait for the second pass, kept on disk beyond a few, so that memory does not grow with them."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator

from obslog.ingest.outcomes import FileOutcome
from obslog.model.errors import StoreError

_IN_MEMORY = 4 << 20


class Spool:
    """Outcomes in the order in which they were added; an unnamed file of this process alone."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        self.count = 0
        self.bytes = 0

    def add(self, outcome: FileOutcome) -> None:
        """Put one more at the end. Raises `StoreError` where the temporary folder takes no more."""
        try:
            pickle.dump(outcome, self._file, pickle.HIGHEST_PROTOCOL)
        except OSError as error:
            raise StoreError(
                f"the temporary folder cannot be written ({error.strerror}): make room there, or name another "
                "in TMPDIR; what was recorded stays"
            ) from None
        self.count += 1
        self.bytes += outcome.size

    def chunks(self, most: int) -> Iterator[list[FileOutcome]]:
        """All of them, `most` at a time."""
        self._file.seek(0)
        left = self.count
        while left:
            part = [pickle.load(self._file) for _ in range(min(most, left))]
            left -= len(part)
            yield part

    def close(self) -> None:
        """Let the file go."""
        self._file.close()
