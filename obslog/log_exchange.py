"""The part of `Log` that writes and reads the files of other tools."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from obslog.exchange.exporting import Exported
    from obslog.observing.desk import Desk


class ExchangeMethods:
    """A part of `Log`; `Log` is this and the rest."""

    _desk: Desk

    def export(
        self,
        output: str | Path,
        *,
        form: str | None = None,
        what: Sequence[str] = (),
        sites: Sequence[str] = (),
        since: str | None = None,
        until: str | None = None,
        types: Sequence[str] = (),
        drafts: bool = False,
    ) -> Exported:
        """Write observations, marks, sites or images to a file that other tools open (docs/exchange.md).

        The format is the ending of `output` unless `form` names one; nothing of an image that may not be published
        leaves. Raises `WordError`, `NotFoundError`, `RefusedError`, `FileRefusedError`; nothing half-written.
        """
        from obslog.exchange import exporting

        return exporting.export(
            self._desk,
            output,
            form=form,
            what=what,
            sites=sites,
            since=since,
            until=until,
            types=types,
            drafts=drafts,
        )
