"""Notes of collateral: what a source says of a site, or what the analyst concludes, entered in one form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, Input, Static

from obslog.model.errors import ObslogError
from obslog.tui.keys import Keyed, key
from obslog.tui.messages import LogChanged, OpenNote, host
from obslog.tui.text import joined, lines, shown
from obslog.tui.widgets.field import Field
from obslog.tui.working import work

if TYPE_CHECKING:
    from obslog.log import Log


@dataclass(frozen=True)
class FormLine:
    """One line of a form: its id, its name, and what may stand there."""

    id: str
    name: str
    hint: str
    must: bool = False


FORMS: dict[str, tuple[FormLine, ...]] = {
    "statement": (
        FormLine(
            "source",
            "Source",
            "its name; a new one is made: NAME / kind, such as Daily / news report",
            must=True,
        ),
        FormLine("text", "What it says", "in your own words, or as printed", must=True),
        FormLine(
            "when", "When it was so", "2024-12-13, 2024-12-14/2024-12-15, ../2024-12-11 (EDTF)", must=True
        ),
        FormLine("counts", "Counts", "An-124=2+; fighter=4-6 (several with a semicolon between)"),
        FormLine("code", "Admiralty code", "B2; F6 where it cannot be judged"),
        FormLine("origin", "Origin", "who said it first, where others repeat it"),
        FormLine("movement", "Movement", "arrived or left, if it is about one"),
    ),
    "assessment": (
        FormLine("text", "Judgement", "It is likely that ... (words of one ICD 203 row)", must=True),
        FormLine("likelihood", "Likelihood", "likely, very unlikely, roughly even chance ..."),
        FormLine("confidence", "Confidence", "low, moderate or high"),
        FormLine("when", "Of when", "the date it is about (EDTF)"),
        FormLine("based_on", "Rests on", "ids of looks, blanks between"),
        FormLine("why", "Why", "what the evidence is, in a sentence"),
    ),
}


class NoteScreen(Keyed, Screen[Any]):
    """Tab walks the fields; Enter on the last, or Ctrl+S anywhere, writes it to the log."""

    area = "note"
    about = (
        "Tab walks the fields; Ctrl+S writes it. A statement is what a source says and never part of a look."
    )
    CSS_PATH = "../styles/note.tcss"
    AUTO_FOCUS: ClassVar[str | None] = "Input"

    def __init__(self, site: str, kind: str = "statement") -> None:
        super().__init__()
        self._site, self._kind = site, kind if kind in FORMS else "statement"

    @classmethod
    def opened(cls, message: OpenNote) -> Self:
        """The screen that the message asks for."""
        return cls(message.site, message.kind)

    def compose(self) -> ComposeResult:
        yield Static("", id="note-head", classes="head", markup=False)
        with VerticalScroll(can_focus=False):
            for field in FORMS[self._kind]:
                yield Static(joined((field.name, "bold"), "" if field.must else (" (may stay empty)", "dim")))
                yield Field(placeholder=field.hint, id=f"note-{field.id}")
                yield Static("", id=f"wrong-{field.id}", classes="wrong", markup=False)
        yield Footer()

    async def on_mount(self) -> None:
        name, sources = await host(self).engine.ask(
            lambda log: (log.site_show(self._site).name, [one.name for one in log.source_list()])
        )
        title = "What a source says of" if self._kind == "statement" else "What you conclude about"
        self.query_one("#note-head", Static).update(shown(f"{title} {name}", "bold"))
        if self._kind == "statement" and sources:
            self.query_one("#note-source", Field).offer(sources)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        fields = FORMS[self._kind]
        if event.input.id == f"note-{fields[-1].id}":
            work(self, "write", self._write)
        else:
            self.focus_next()

    async def _write(self) -> None:
        said = {
            field.id: self.query_one(f"#note-{field.id}", Field).text.strip() for field in FORMS[self._kind]
        }
        for field in FORMS[self._kind]:
            missing = field.must and not said[field.id]
            self.query_one(f"#wrong-{field.id}", Static).update(shown("write something" if missing else ""))
            if missing:
                self.query_one(f"#note-{field.id}").focus()
                return
        site, write = self._site, _statement if self._kind == "statement" else _assessment
        try:
            warnings = await host(self).engine.ask(lambda log: write(log, site, said))
        except ObslogError as error:
            self._wrong(error)
            return
        self.post_message(LogChanged(f"{self._kind} add"))
        host(self).tell("; ".join([f"{self._kind} written", *warnings]))
        self.app.pop_screen()

    def _wrong(self, error: ObslogError) -> None:
        """The sentence below the field that it is about, as far as the error's own words tell."""
        what = str(getattr(error, "what", ""))
        fields = {
            "source": "source", "kind of source": "source", "count": "counts", "sighting": "counts", "type": "counts",
            "area": "counts", "date": "when", "Admiralty code": "code", "movement": "movement",
            "likelihood": "likelihood", "confidence": "confidence", "look": "based_on",
        }  # fmt: skip
        known = [field.id for field in FORMS[self._kind]]
        target = next((f for word, f in fields.items() if word in what and f in known), known[0])
        if what in ("", "assessment", "statement"):
            target = "text"
        for field in known:
            self.query_one(f"#wrong-{field}", Static).update(
                lines(str(error)) if field == target else shown("")
            )
        self.set_focus(self.query_one(f"#note-{target}"))

    @key("ctrl+s", "write it", "Write it to the log.", priority=True)
    def action_write(self) -> None:
        work(self, "write", self._write)

    @key("escape", "back", "Leave the form; nothing is written.")
    def action_back(self) -> None:
        self.app.pop_screen()


def _statement(log: Log, site: str, said: dict[str, str]) -> Sequence[str]:
    name, slash, kind = (part.strip() for part in said["source"].partition("/"))
    if slash and all(source.name != name for source in log.source_list()):
        log.source_add(name, kind=kind or "report")
    made = log.statement_add(
        site,
        said["text"],
        source_name=name,
        when=said["when"],
        counts=[one.strip() for one in said["counts"].split(";") if one.strip()],
        code=said["code"] or None,
        origin=said["origin"] or None,
        movement=said["movement"] or None,
    )
    return log.statement_warnings(made)


def _assessment(log: Log, site: str, said: dict[str, str]) -> Sequence[str]:
    log.assessment_add(
        site,
        said["text"],
        when=said["when"] or None,
        likelihood=said["likelihood"] or None,
        confidence=said["confidence"] or None,
        based_on=said["based_on"].split(),
        why=said["why"] or None,
    )
    return ()
