"""The part of `Log` that writes change reports and checks them against the log."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from obslog.observing.desk import Desk
    from obslog.report.verifying.checking import ReportCheck


class ReportMethods:
    """A part of `Log`; `Log` is this and the rest."""

    _desk: Desk

    def report(
        self,
        site: str | Sequence[str],
        *,
        since: str | None = None,
        until: str | None = None,
        output: str | Path | None = None,
        form: str | None = None,
        **options: Any,
    ) -> str:
        """The change report of a site and period as text, or the summary of several (none named: of all).

        It is written to `output` if that is given; the form is its ending. The same data gives the same bytes. `options`
        are those of `obslog.report.assembling.report`. Raises `WordError` for a form that is not known.
        """
        from obslog.report import assembling, several

        if not isinstance(site, str):
            return several.report(
                self._desk, site, since=since, until=until, output=output, form=form, **options
            )
        return assembling.report(
            self._desk, site, since=since, until=until, output=output, form=form, **options
        )

    def verify_report(self, path: str | Path) -> ReportCheck:
        """Hold a report file against the log: bytes, head, every line made again, evidence. Findings, a line each.

        Raises `FileRefusedError` for a file that is no report of obslog.
        """
        from obslog.report.verifying import checking

        return checking.verify_report(self._desk, path)
