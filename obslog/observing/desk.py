"""What every act at the log needs: the open workspace, who acts, what time it is, the types and the sites."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from obslog.model.errors import NotFoundError, WordError
from obslog.model.places import Site
from obslog.model.text import fold
from obslog.model.types import TypeTree
from obslog.model.when import Basis
from obslog.places.catalogue import load_types
from obslog.store import queries
from obslog.store.journal import Actor, Entry, Op
from obslog.store.workspace import Workspace

if TYPE_CHECKING:
    from obslog.model.images import Tie
    from obslog.model.marks import Mark
    from obslog.places.area_index import AreaIndex
    from obslog.places.ground_grid import GroundGrid


def utc_now() -> datetime:
    """The clock: the one place where obslog asks what time it is."""
    return datetime.now(UTC)


@dataclass
class Desk:
    """An open log and the analyst at it. `clock` gives aware UTC instants; tests put their own in."""

    ws: Workspace
    actor: Actor
    clock: Callable[[], datetime] = utc_now
    _tree: TypeTree | None = field(default=None, repr=False)
    _names: dict[str, str] = field(default_factory=dict, repr=False)
    #: The ground of images looked at (`observing.viewing`), by image and what places it; None has no place.
    grounds: dict[tuple[str, tuple[Tie, ...]], GroundGrid | None] = field(default_factory=dict, repr=False)

    #: The areas of sites made ready for marks (`observing.marking`), by the ids of the areas.
    areas: dict[tuple[str, ...], AreaIndex] = field(default_factory=dict, repr=False)

    #: The marks of looks read last (`observing.marking`), each with the sequence of the journal that they are of.
    marks: dict[str, tuple[int, tuple[Mark, ...]]] = field(default_factory=dict, repr=False)

    def tree(self) -> TypeTree:
        """The types that ship, and those that this log adds."""
        if self._tree is None:
            added = queries.types_added(self.ws)
            self._tree = load_types().with_added(added) if added else load_types()
        return self._tree

    def forget(self) -> None:
        """Read the added types and the names of sites anew at the next question."""
        self._tree = None
        self._names.clear()

    def stamp(self) -> str:
        """Now, as the store keeps instants."""
        return self.clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def site(self, text: str) -> Site:
        """The site of that name, alias, ICAO code or id. Raises `NotFoundError` with close names."""
        found = queries.site_by_name(self.ws, text)
        if found is not None:
            return found
        names = [name for site in queries.sites(self.ws) for name in (site.name, *site.aliases)]
        raise NotFoundError(
            "site", text, near_names(text, names), hint="obslog site add NAME; obslog site list"
        )

    def site_name(self, site_id: str) -> str:
        """The name of a site by its id; the id itself where there is none."""
        if site_id not in self._names:
            self._names.update({site.id: site.name for site in queries.sites(self.ws)})
        return self._names.get(site_id, site_id)

    def write(self, action: str, ops: Sequence[Op], note: Mapping[str, Any]) -> Entry:
        """One change and its journal entry, in one transaction."""
        return self.ws.write(action, self.actor, ops, note)


def near_names(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Up to three names like `text`, ignoring case and accents."""
    by_fold = {fold(name): name for name in names}
    return tuple(by_fold[key] for key in get_close_matches(fold(text), by_fold, n=3, cutoff=0.6))


def required(what: str, text: str) -> str:
    """`text` stripped. Raises `WordError` where nothing is left."""
    kept = text.strip()
    if not kept:
        raise WordError(what, text, "write something")
    return kept


def read_basis(text: str) -> Basis:
    """How a date is known. Raises `WordError` naming the words there are."""
    try:
        return Basis(text.strip().casefold())
    except ValueError:
        raise WordError("basis", text, f"write one of {', '.join(str(b) for b in Basis)}") from None
