"""The public API: `Log`, one method for each thing a person can do; it decides and raises, never prints or asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from obslog.log_closing import ClosingMethods
from obslog.log_exchange import ExchangeMethods
from obslog.log_images import ImageMethods
from obslog.log_marks import MarkMethods
from obslog.log_objects import ObjectMethods
from obslog.log_orders import OrderMethods
from obslog.log_pictures import PictureMethods
from obslog.log_planning import PlanMethods
from obslog.log_reports import ReportMethods
from obslog.log_requirements import RequirementMethods
from obslog.log_tasking import TaskMethods
from obslog.log_trust import TrustMethods
from obslog.log_viewing import ViewMethods

if TYPE_CHECKING:
    from obslog.model.estimates import Assessment
    from obslog.model.images import Identity
    from obslog.model.looks import Look
    from obslog.model.places import Area, Site
    from obslog.model.sources import Source, Statement
    from obslog.model.types import ObjectType, TypeTree
    from obslog.observing.comparison import Comparison
    from obslog.observing.desk import Desk
    from obslog.observing.file_naming import NameReading
    from obslog.observing.finding import Found, Hit
    from obslog.observing.overview import LastKnown, Matrix, Timeline
    from obslog.observing.summary import SiteLine

Clock = Callable[[], datetime]
Pairs = Mapping[str, object] | Iterable[str]


def create(where: str | Path = "obslog.db", *, analyst: str | None = None, clock: Clock | None = None) -> Log:
    """Make a log at a path or database URL and open it. Raises `StoreError` where one is already."""
    from obslog.observing.opening import make

    return Log(make(where, analyst, clock))


def open_log(
    where: str | Path | None = None,
    *,
    analyst: str | None = None,
    clock: Clock | None = None,
    read_only: bool = False,
) -> Log:
    """Open a log: a path, a database URL, or (None) the nearest `obslog.db` in this folder or above it.

    `analyst` is recorded as stated; without it OBSLOG_ANALYST, the configuration, or the OS user (basis `os`).
    `clock` gives aware UTC instants; a log opened `read_only` refuses every change (`StoreError`). Raises
    `NotFoundError`, `StoreError`.
    """
    from obslog.observing.opening import find_and_open

    return Log(find_and_open(where, analyst, clock, read_only))


def upgrade(where: str | Path | None = None) -> Path | None:
    """Bring a log to the newest schema after copying it; gives the copy, or None where nothing was to do."""
    from obslog.observing.opening import find_log
    from obslog.store.upgrade import upgrade as bring_up

    return bring_up(find_log(where))


def identify(
    paths: Iterable[str | Path], *, patterns: str | Path | None = None
) -> Iterable[tuple[str, Identity | str]]:
    """What each file is, when and where; (path, identity), or (path, reason) where it cannot be taken.

    `patterns` is a file of the caller's own file-name patterns. Raises `WordError` where it cannot be used.
    """
    from obslog.imagery.name_patterns import patterns_from
    from obslog.ingest.identifying import identify_paths

    with patterns_from(patterns):
        yield from identify_paths([str(path) for path in paths])


def patterns_test(names: Iterable[str], *, patterns: str | Path | None = None) -> tuple[NameReading, ...]:
    """How file names are read: by which pattern, shipped or of the file `patterns`, and what they say."""
    from obslog.observing.file_naming import read_names

    return read_names(names, patterns)


def doctor(where: str | None = None) -> dict[str, Any]:
    """What this machine can do, and how the log at `where` (or the nearest) stands."""
    from obslog.observing.opening import examine

    return examine(where)


class Log(
    ClosingMethods,
    ExchangeMethods,
    ImageMethods,
    MarkMethods,
    ObjectMethods,
    OrderMethods,
    PictureMethods,
    PlanMethods,
    ReportMethods,
    RequirementMethods,
    TaskMethods,
    TrustMethods,
    ViewMethods,
):
    """An open observation log. Every method raises `ObslogError`s with one line for a person.

    Use it as a context manager, or call `close`. Sites are named by name, alias, code or id; rows by any unique
    beginning or end of their id; images by 8 or more characters of their sha256.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self._desk.ws.close()

    @property
    def name(self) -> str:
        """Where the log is: its path or URL, without a password."""
        return self._desk.ws.name

    def site_add(self, name: str, **options: Any) -> Site:
        """Add a site; see `obslog.observing.sites.site_add` for the options."""
        from obslog.observing import sites

        return sites.site_add(self._desk, name, **options)

    def site_edit(self, site: str, **options: Any) -> Site:
        """Change a site; see `obslog.observing.sites.site_edit`."""
        from obslog.observing import sites

        return sites.site_edit(self._desk, site, **options)

    def site_list(self) -> tuple[SiteLine, ...]:
        """All sites with their last look, its age, and what waits."""
        from obslog.observing import summary

        return summary.site_lines(self._desk)

    def site_show(self, site: str) -> Site:
        """One site with its areas."""
        return self._desk.site(site)

    def site_name(self, site_id: str) -> str:
        """The name of a site by its id."""
        return self._desk.site_name(site_id)

    def area_add(self, site: str, name: str, **options: Any) -> Area:
        """Add a named part to a site; see `obslog.observing.sites.area_add`."""
        from obslog.observing import sites

        return sites.area_add(self._desk, site, name, **options)

    def area_list(self, site: str) -> tuple[Area, ...]:
        """The areas of a site."""
        return self._desk.site(site).areas

    def types(self) -> TypeTree:
        """The tree of types that holds for this log."""
        return self._desk.tree()

    def type_list(self, below: str | None = None) -> tuple[str, ...]:
        """The names of the tree, or of the branch at and below a type, in the tree's order."""
        tree = self._desk.tree()
        branch = tree.subtree(tree.resolve(below)) if below else set(tree.names)
        return tuple(name for name in tree.names if name in branch)

    def type_add(self, name: str, **options: Any) -> ObjectType:
        """Add a type to this log's tree; see `obslog.observing.sites.type_add`."""
        from obslog.observing import sites

        return sites.type_add(self._desk, name, **options)

    def look_add(
        self,
        site: str,
        *,
        image: str,
        saw: Sequence[str] = (),
        total: Sequence[str] = (),
        none: Sequence[str] = (),
        complete_for: Sequence[str] = (),
        visible: Pairs = (),
        not_observable: Pairs = (),
        resolves: str | float | None = None,
        no_change_since: str | None = None,
        remarks: str | None = None,
        draft: bool = False,
    ) -> Look:
        """Log one look at one image for one site, in the shorthand of `docs/looks.md`."""
        from obslog.observing import looks
        from obslog.observing.drafting import Content

        content = Content(
            tuple(saw),
            tuple(total),
            tuple(none),
            tuple(complete_for),
            visible,
            not_observable,
            resolves,
            remarks,
        )
        return looks.look_add(
            self._desk, site, image=image, content=content, no_change_since=no_change_since, draft_only=draft
        )

    def look_edit(self, look: str, *, no_change_since: str | None = None, **content: Any) -> Look:
        """Change a look: what is given replaces what was there of its kind."""
        from obslog.observing import looks
        from obslog.observing.drafting import Content

        return looks.look_edit(self._desk, look, content=Content(**content), no_change_since=no_change_since)

    def look_close(self, look: str) -> Look:
        """Close a draft: from now on it counts."""
        from obslog.observing import looks

        return looks.look_close(self._desk, look)

    def look_retract(self, look: str, *, reason: str) -> Look:
        """Retract a look; it stays readable and no longer counts."""
        from obslog.observing import looks

        return looks.look_retract(self._desk, look, reason=reason)

    def look_list(
        self, site: str | None = None, *, status: str | None = None, limit: int = 100
    ) -> tuple[Look, ...]:
        """Looks, newest first; of one site, of one status."""
        from obslog.observing import summary

        return summary.looks(self._desk, site, status, limit)

    def look_show(self, look: str) -> Look:
        """One look, whole."""
        from obslog.observing import looks

        return looks.find_look(self._desk, look)

    def sentence(self, look: Look) -> str:
        """The sentence that a look says, generated from its structure."""
        from obslog.observing import looks

        return looks.sentence(self._desk, look)

    def assumptions(self, look: Look) -> tuple[str, ...]:
        """What of a look was computed or assumed rather than stated."""
        from obslog.observing import looks

        return looks.assumptions(self._desk, look)

    def wire(self, look: Look) -> dict[str, Any]:
        """A look as JSON (docs/wire.md)."""
        from obslog.observing import looks

        return looks.wire(self._desk, look)

    def source_add(self, name: str, **options: Any) -> Source:
        """Add a source; see `obslog.observing.collateral.source_add`."""
        from obslog.observing import collateral

        return collateral.source_add(self._desk, name, **options)

    def source_list(self) -> tuple[Source, ...]:
        """All sources."""
        from obslog.store import queries

        return queries.sources(self._desk.ws)

    def source_name(self, source_id: str) -> str:
        """The name of a source by its id."""
        return next((s.name for s in self.source_list() if s.id == source_id), source_id)

    def statement_add(self, site: str, text: str, **options: Any) -> Statement:
        """Add what a source says of a site; see `obslog.observing.collateral.statement_add`."""
        from obslog.observing import collateral

        return collateral.statement_add(self._desk, site, text, **options)

    def statement_list(self, site: str | None = None) -> tuple[Statement, ...]:
        """Statements, oldest first."""
        from obslog.observing import collateral

        return collateral.statement_list(self._desk, site)

    def statement_warnings(self, statement: Statement) -> tuple[str, ...]:
        """What should make the reader of a statement pause."""
        from obslog.observing import collateral

        return collateral.warnings(self._desk, statement)

    def assessment_add(self, site: str, text: str, **options: Any) -> Assessment:
        """Add a conclusion in ICD 203 words; see `obslog.observing.collateral.assessment_add`."""
        from obslog.observing import collateral

        return collateral.assessment_add(self._desk, site, text, **options)

    def assessment_list(self, site: str | None = None) -> tuple[Assessment, ...]:
        """Assessments, oldest first."""
        from obslog.observing import collateral

        return collateral.assessment_list(self._desk, site)

    def diff(
        self,
        site: str,
        before: str,
        after: str,
        *,
        types: Sequence[str] = (),
        local: bool = False,
        with_statements: bool = False,
    ) -> Comparison:
        """The bound-aware change between two dates (EDTF, `last`, `prev`, or a look's id)."""
        from obslog.observing import questions

        return questions.diff(
            self._desk, site, before, after, types=types, local=local, with_statements=with_statements
        )

    def timeline(self, site: str, **options: Any) -> Timeline:
        """Counts over time; `types`, `since`, `until`, `limit`."""
        from obslog.observing import questions

        return questions.timeline(self._desk, site, **options)

    def matrix(self, site: str, **options: Any) -> Matrix:
        """Types by date; `types`, `since`, `until`, `limit`."""
        from obslog.observing import questions

        return questions.matrix(self._desk, site, **options)

    def last(self, site: str | None = None, *, types: Sequence[str] = ()) -> tuple[LastKnown, ...]:
        """Last known counts with their ages, of one site or of all."""
        from obslog.observing import questions

        return questions.last(self._desk, site, types=types)

    def search(self, text: str, *, limit: int = 50) -> tuple[Hit, ...]:
        """Rows that hold every word of `text`."""
        from obslog.observing import finding

        return finding.search(self._desk, text, limit)

    def find(
        self,
        words: str,
        *,
        at_least: int | None = None,
        at_most: int | None = None,
        none: bool = False,
        certain: bool = True,
        **options: Any,
    ) -> tuple[Found, ...]:
        """Passes that answer a bound-aware question, newest first; `since`, `until`, `site`, `limit`."""
        from obslog.observing import finding

        return finding.find(self._desk, words, finding.Question(at_least, at_most, none, certain), **options)
