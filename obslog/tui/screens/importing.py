"""The import of a folder from inside: what to take, how far it is, its questions, and what became of the files."""

from __future__ import annotations

import time
from typing import Any, Self

from textual import on
from textual.app import ComposeResult
from textual.containers import Grid, Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Footer, Input, Label, Static

from obslog.model.edtf import parse_edtf
from obslog.tui.dialogs.choice import ChoiceDialog
from obslog.tui.dialogs.line import LineDialog
from obslog.tui.importing.folders import PathSuggester, named, places
from obslog.tui.importing.job import Asked, Ending, ImportJob
from obslog.tui.importing.panes import FilesPane, PlacesPane
from obslog.tui.importing.state import Course, Row, bar
from obslog.tui.keys import Keyed, key, told
from obslog.tui.messages import LogChanged, OpenImport, OpenQueue, OpenScene, host
from obslog.tui.text import lines, shown
from obslog.tui.widgets.field import Field
from obslog.tui.widgets.tick import Tick
from obslog.tui.working import work

#: Option of the form -> (what it says, whether it is on at first).
OPTIONS = {
    "dry_run": ("try it, write nothing", False),
    "copy": ("keep copies beside the log", False),
    "pixels": ("decode the pixels", True),
    "ask": ("ask about duplicates", True),
    "retry": ("read the rejected again", False),
}
#: What a person does with a file that is in the log already.
_WORDS = {"link": "keep it as another copy", "skip": "pass it over"}
_GROUNDS = ("the caption says so", "the provider's page", "the folder's name")
_BEAT_S = 0.1


class ImportScreen(Keyed, Screen[Any]):
    """One import at a time; originals stay where they are, and what was recorded stays whatever happens."""

    area = "import"
    title_text = "Import"
    about = (
        "Takes images from files and folders as evidence. Originals stay where they are and are never written to. "
        "Run over the same folder again it changes nothing; stopped, it goes on from where it was."
    )
    CSS_PATH = "../styles/importing.tcss"
    AUTO_FOCUS = "#path"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-broad")]  # noqa: RUF012

    def __init__(self, paths: tuple[str, ...] = (), site: str | None = None) -> None:
        super().__init__()
        self._paths, self._site = paths, site
        self.course = Course()
        self.job: ImportJob | None = None
        self._asking: Asked | None = None
        self._leaving: ChoiceDialog | None = None
        self._beat: Any = None

    @classmethod
    def opened(cls, message: OpenImport) -> Self:
        """The screen for that message."""
        return cls(message.paths, message.site)

    def compose(self) -> ComposeResult:
        yield Static(shown(f"Import into {host(self).engine.name}"), classes="head")
        with Vertical(id="import-form") as form:
            form.border_title = shown("i What to take")
            form.border_subtitle = shown("Enter imports   ↓ folders   Tab next")
            with Horizontal():
                yield Label("Folder or file", markup=False)
                yield Field(":".join(self._paths), suggester=PathSuggester(), id="path", compact=True)
            with Horizontal():
                yield Label("Site", markup=False)
                yield Field(
                    self._site or "",
                    id="site",
                    compact=True,
                    placeholder="for images that do not say where they are",
                )
            with Horizontal():
                yield Label("Of all of them", markup=False)
                yield Field(id="fields", compact=True, placeholder="licence=CC-BY-4.0; when=2024-12-13")
            with Grid(id="import-options"):
                for name, (label, begins) in OPTIONS.items():
                    yield Tick(label, begins, id=name)
        yield Static("", id="import-progress", markup=False)
        yield PlacesPane(id="places")
        yield FilesPane(id="files")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one("#path", Input).cursor_position = 10_000
        self._offer()
        work(self, "sites", self._offer_sites)

    def on_unmount(self) -> None:
        """Whoever leaves obslog does not wait for a folder to be read to its end."""
        if self.job is not None:
            self.job.stop()

    @told
    async def _offer_sites(self) -> None:
        sites = await host(self).engine.ask(lambda log: log.site_list())
        names = [line.name for line in sites]
        self.query_one("#site", Field).offer(names)

    # -- the form --------------------------------------------------------------------------------------------

    @on(Input.Changed, "#path")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._offer()

    def _offer(self) -> None:
        work(self, "places", self._list_places, self.query_one("#path", Input).value)

    async def _list_places(self, typed: str) -> None:
        import asyncio

        # A share that is away takes its time; keys go on meanwhile.
        found = await asyncio.to_thread(places, typed)
        self.query_one(PlacesPane).show(typed, found)

    @on(PlacesPane.Entered)
    def _entered(self, event: PlacesPane.Entered) -> None:
        event.stop()
        field = self.query_one("#path", Field)
        if event.begin:
            self._begin()
        else:
            field.put(event.text)

    @on(Input.Submitted)
    @told
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._begin()

    @key("down", "list", "From the field to the folders below what was typed.", show=False)
    def action_list(self) -> None:
        if not self.course.busy and isinstance(self.focused, Input):
            self.set_focus(self.query_one(PlacesPane))

    @key("i", "another", "What to take: the form for a further import.")
    def action_form(self) -> None:
        if not self.course.busy:
            self.remove_class("-begun")
            self.set_focus(self.query_one("#path"))

    @key("f", "folders", "The folders below what was typed.", show=False)
    def action_folders(self) -> None:
        if not self.has_class("-begun"):
            self.set_focus(self.query_one(PlacesPane))

    @key("o", "files", "What became of the files.", show=False)
    def action_files(self) -> None:
        if self.has_class("-begun"):
            self.set_focus(self.query_one(FilesPane))

    @key("e", "queue", "The images that nobody has looked at, the new ones among them.")
    def action_queue(self) -> None:
        self.post_message(OpenQueue())

    # -- the import ------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        paths = named(self.query_one("#path", Field).text)
        if self.course.busy:
            return
        if not paths:
            host(self).tell("name a folder or a file first")
            self.set_focus(self.query_one("#path"))
            return
        picked = {name: self.query_one(f"#{name}", Tick).value for name in OPTIONS}
        options = {
            "sites": _parts(self.query_one("#site", Field).text, ","),
            "set_fields": _parts(self.query_one("#fields", Field).text, ";"),
            "on_duplicate": "ask" if picked.pop("ask") and not picked["dry_run"] else "link",
            **picked,
        }
        self.job = ImportJob(host(self).engine.another, paths, options)
        self.course = self.course.begun(dry_run=picked["dry_run"], now=time.monotonic())
        self.add_class("-begun")
        self.query_one(FilesPane).show(())
        self.set_focus(self.query_one(FilesPane))
        self.run_worker(self.job.run, thread=True, group="import", exit_on_error=False)
        self._beat = self.set_interval(_BEAT_S, self._look)
        self._show()

    @told
    def _look(self) -> None:
        """What the import told since the last time."""
        if self.job is None or not self.course.busy:
            return
        pulse = self.job.pulse()
        self.course = self.course.stepped(pulse.step, time.monotonic()).heard(pulse.lines)
        if pulse.ending is not None:
            self._end(pulse.ending)
        elif pulse.question is not None and pulse.question is not self._asking:
            self._put(pulse.question)
        self._show()

    def _end(self, ending: Ending) -> None:
        self._beat.stop()
        if self._leaving is not None and self.app.screen is self._leaving:
            self._leaving.dismiss(None)  # there is nothing to stop any more
        if ending.error is not None:
            self.course = self.course.failed(str(ending.error))
        else:
            self.course = self.course.ended(ending.counts, ending.said)
        if not self.course.dry_run:
            self.post_message(LogChanged("import"))
        if ending.error is not None:
            self.action_form()
            raise ending.error

    def _show(self) -> None:
        course = self.course
        if course.phase == "form":
            return
        waits = self.job is not None and self.job.waiting() is not None
        said = ["a question waits: a answers it" if waits else course.how_far()] if course.busy else []
        share = course.share() if course.busy else None
        if share is not None:
            width = max(10, min(60, self.size.width - 12))
            said.append(f"{bar(share, width, ascii=host(self).settings.ascii)} {share:.0%}")
        if course.phase == "stopping":
            said.append("stopping after the files at hand; what was recorded stays")
        said.append(course.counted())
        if not course.busy:
            said.extend(course.said)
        self.query_one("#import-progress", Static).update(lines(*said))
        self.query_one(FilesPane).show(course.listed())

    # -- its questions ---------------------------------------------------------------------------------------

    def _put(self, question: Asked) -> None:
        self._asking = question
        choices = [*question.choices, *question.choices]
        one = len(question.choices)
        words = [_WORDS.get(choice, choice) for choice in question.choices]

        def answered(at: int | None) -> None:
            if self.job is not None and at is not None:
                self.job.answer(choices[at], for_all=at >= one)

        self.app.push_screen(
            ChoiceDialog(
                "A question of the import",
                [*words, *(f"{word}, and all others like it" for word in words)],
                question.path.rpartition("/")[2],
                f"in {question.path.rpartition('/')[0]}",
                question.text,
                at=question.choices.index(question.default),
            ),
            answered,
        )

    @key("a", "answer", "Answer the question that waits.", show=False)
    def action_answer(self) -> None:
        question = self.job.waiting() if self.job is not None else None
        if question is not None:
            self._put(question)

    @key("escape", "back", "Back; while an import runs, ask whether to stop it. What was recorded stays.")
    def action_back(self) -> None:
        if not self.course.busy:
            self.app.pop_screen()
            return

        def answered(at: int | None) -> None:
            if at == 1 and self.job is not None:
                self.job.stop()
                self.course = self.course.stopping()
                self._show()

        waits = self.job is not None and self.job.waiting() is not None
        self._leaving = ChoiceDialog(
            "Stop the import?",
            ["go on", "stop it after the files at hand"],
            "What was recorded stays; the same import goes on from there.",
            *(["A question of the import waits: a answers it."] if waits else []),
        )
        self.app.push_screen(self._leaving, answered)

    # -- afterwards ------------------------------------------------------------------------------------------

    @on(FilesPane.SceneWanted)
    def _scene(self, event: FilesPane.SceneWanted) -> None:
        event.stop()
        if event.row.image and event.row.site:
            self.post_message(OpenScene(event.row.image, event.row.site))

    @on(FilesPane.DateWanted)
    def _date(self, event: FilesPane.DateWanted) -> None:
        event.stop()
        if self.course.dry_run:
            host(self).tell("nothing was written: it was only tried")
            return
        row = event.row

        def reason_given(when: str, reason: str | None) -> None:
            if reason:
                work(self, "date", self._state_date, row, when, reason)

        def when_given(when: str | None) -> None:
            if when:
                asks = LineDialog("How do you know?", f"{row.name}: {when}", offers=_GROUNDS)
                self.app.push_screen(asks, lambda reason: reason_given(when, reason))

        self.app.push_screen(
            LineDialog(
                "When was it taken?",
                row.name,
                "A date, an instant or an interval: 2024-12-13, 2024-12-13T08:12Z, 2024-12/2025-01.",
                check=parse_edtf,
            ),
            when_given,
        )

    @told
    async def _state_date(self, row: Row, when: str, reason: str) -> None:
        assert row.image is not None
        image = row.image
        dated = await host(self).engine.ask(lambda log: log.image_date(image, when, reason=reason))
        self.course = self.course.dated(image, dated.identity.when.describe())
        self._show()
        host(self).tell(f"{row.name}: {dated.identity.when.describe()}")
        self.post_message(LogChanged("image date"))


def _parts(text: str, between: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(between) if part.strip())
