"""A requirement written by hand, or an open one changed: one field a line, what is wrong said beside it."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, Input, Static

from obslog.model.errors import ObslogError
from obslog.tui.keys import Keyed, key, told
from obslog.tui.messages import LogChanged, OpenAsking, host
from obslog.tui.tasking.form import FIELDS, add, edit, field_of, filled
from obslog.tui.text import joined, lines, shown
from obslog.tui.widgets.field import Field
from obslog.tui.working import work


class AskingScreen(Keyed, Screen[Any]):
    """Tab walks the fields; Ctrl+S writes it."""

    area = "asking"
    title_text = "A requirement"
    about = "Tab and Enter walk the fields, Ctrl+S writes it. What stays empty does not matter, or is as said there."
    CSS_PATH = "../styles/tasking.tcss"
    AUTO_FOCUS: ClassVar[str | None] = "Input"

    def __init__(
        self, site: str, requirement: str | None = None, given: dict[str, str] | None = None
    ) -> None:
        super().__init__()
        self._site, self._known, self._given = site, requirement, given or {}
        self._before: dict[str, str] = {}

    @classmethod
    def opened(cls, message: OpenAsking) -> Self:
        """The screen that the message asks for."""
        return cls(message.site, message.requirement, message.given)

    def compose(self) -> ComposeResult:
        yield Static("", id="asking-head", classes="head", markup=False)
        with VerticalScroll(can_focus=False):
            for field in FIELDS:
                with Horizontal(classes="ask-line"):
                    yield Static(joined((field.name, "bold" if field.must else "")), classes="ask-name")
                    yield Field(self._given.get(field.id, ""), placeholder=field.hint, id=f"ask-{field.id}")
                yield Static("", id=f"wrong-{field.id}", classes="wrong", markup=False)
        yield Footer()

    @told
    async def on_mount(self) -> None:
        for field in FIELDS:
            self.query_one(f"#wrong-{field.id}").display = False
        engine = host(self).engine
        site = await engine.ask(lambda log: log.site_show(self._site))
        self.query_one("#ask-area", Field).offer([area.name for area in site.areas])
        self.query_one("#ask-sensor", Field).offer(["optical", "sar", "any"])
        what = "Ask a question of" if self._known is None else "Change what is asked of"
        self.query_one("#asking-head", Static).update(shown(f"{what} {site.name}", "bold"))
        if self._known is not None:
            known = self._known
            line = await engine.ask(lambda log: log.requirement_show(known))
            self._before = filled(line.requirement, line.area_name)
            for name, text in self._before.items():
                self.query_one(f"#ask-{name}", Field).put(text)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input.id == f"ask-{FIELDS[-1].id}":
            work(self, "write", self._write)
        else:
            self.focus_next()

    async def _write(self) -> None:
        said = {field.id: self.query_one(f"#ask-{field.id}", Field).text.strip() for field in FIELDS}
        for field in FIELDS:
            self.query_one(f"#wrong-{field.id}").display = False
        for field in FIELDS:
            if field.must and not said[field.id]:
                self._wrong(field.id, "write something")
                return
        known, before, site = self._known, self._before, self._site
        try:
            made, notes = await host(self).engine.ask(
                lambda log: (
                    one := add(log, site, said) if known is None else edit(log, known, before, said),
                    log.requirement_notes(one),
                )
            )
        except ObslogError as error:
            self._wrong(field_of(error, said), str(error))
            return
        self.post_message(LogChanged("requirement add" if known is None else "requirement edit"))
        host(self).tell("; ".join([f"requirement {made.id[-8:]} written; nothing is ordered", *notes]))
        self.app.pop_screen()

    def _wrong(self, field: str, sentence: str) -> None:
        said = self.query_one(f"#wrong-{field}", Static)
        said.display = True
        said.update(lines(sentence))
        self.set_focus(self.query_one(f"#ask-{field}"))

    @key("ctrl+s", "write it", "Write it to the log.", priority=True)
    def action_write(self) -> None:
        work(self, "write", self._write)

    @key("escape", "back", "Leave the form; nothing is written.")
    def action_back(self) -> None:
        self.app.pop_screen()
