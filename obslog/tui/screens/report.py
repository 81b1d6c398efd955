"""A change report from inside: which site, which period, which file; written, and said where."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, Self

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, Input, Static

from obslog.model.errors import ObslogError
from obslog.tui.keys import Keyed, key
from obslog.tui.messages import OpenReport, host
from obslog.tui.text import joined, lines, shown
from obslog.tui.widgets.field import Field
from obslog.tui.working import work

_FIELDS = (
    ("site", "Site", "its name, alias or ICAO code"),
    ("since", "From", "2024-12-01 (EDTF); empty: from the beginning"),
    ("until", "To", "2024-12-20; empty: to the end"),
    ("output", "File", "report.html, report.md or report.json: the ending says the form"),
)


class ReportScreen(Keyed, Screen[Any]):
    """Tab walks the fields; Ctrl+S, or Enter on the last, writes the report."""

    area = "report"
    about = "The same data gives the same bytes. The file is written where obslog was started, unless you name a folder."
    CSS_PATH = "../styles/note.tcss"
    AUTO_FOCUS: ClassVar[str | None] = "Input"

    def __init__(self, site: str | None = None, since: str | None = None, until: str | None = None) -> None:
        super().__init__()
        self._values = {
            "site": site or "",
            "since": since or "",
            "until": until or "",
            "output": "report.html",
        }

    @classmethod
    def opened(cls, message: OpenReport) -> Self:
        """The screen that the message asks for."""
        return cls(message.site, message.since, message.until)

    def compose(self) -> ComposeResult:
        yield Static(shown("A change report", "bold"), classes="head")
        with VerticalScroll(can_focus=False):
            for name, title, hint in _FIELDS:
                yield Static(joined((title, "bold")))
                yield Field(self._values[name], placeholder=hint, id=f"report-{name}")
            yield Static("", id="report-says", markup=False)
        yield Footer()

    async def on_mount(self) -> None:
        names = await host(self).engine.ask(lambda log: [site.name for site in log.site_list()])
        self.query_one("#report-site", Field).offer(names)
        if self._values["site"]:
            name = await host(self).engine.ask(lambda log: log.site_show(self._values["site"]).name)
            self.query_one("#report-site", Field).put(name)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input.id == "report-output":
            work(self, "write", self._write)
        else:
            self.focus_next()

    async def _write(self) -> None:
        said = {name: self.query_one(f"#report-{name}", Field).text.strip() for name, _, _ in _FIELDS}
        says = self.query_one("#report-says", Static)
        says.update(shown("writing ..."))
        output = Path(said["output"] or "report.html").expanduser()
        try:
            await host(self).engine.ask(
                lambda log: log.report(
                    said["site"], since=said["since"] or None, until=said["until"] or None, output=output
                )
            )
        except (ObslogError, OSError) as error:
            says.update(lines(str(error)))
            return
        path = str(output.resolve())
        says.update(lines(f"written: {path}", "y copies the path (outside a field); Esc goes back"))
        host(self).tell(f"wrote {path}")
        self._path = path
        self.set_focus(None)

    @key("ctrl+s", "write it", "Write the report.", priority=True)
    def action_write(self) -> None:
        work(self, "write", self._write)

    @key("y", "copy path", "Copy the path of the report that was written.", show=False)
    def action_copy(self) -> None:
        path = getattr(self, "_path", None)
        if path:
            host(self).copy(path, "the path")

    @key("escape", "back", "Back.")
    def action_back(self) -> None:
        self.app.pop_screen()
