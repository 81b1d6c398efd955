"""Find: full text over the log, and what to go to by name, id or date; one field, answered as you type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from textual import on
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Footer, Input, Static

from obslog.model.errors import ObslogError
from obslog.model.text import fold
from obslog.tui.keys import Keyed, key, told
from obslog.tui.messages import OpenChange, OpenScene, OpenSearch, OpenTimeline, host
from obslog.tui.text import shown
from obslog.tui.widgets.field import Field
from obslog.tui.widgets.hit_rows import Place, PlacesPane
from obslog.tui.working import work

if TYPE_CHECKING:
    from obslog.log import Log

_MOST = 60


class SearchScreen(Keyed, Screen[Any]):
    """A field, and below it what answers: sites and images by name or id first, then every text that holds the words."""

    area = "find"
    about = "Words, the beginning of an id (8 characters or more), a date such as 2024-12-13. Down goes to the list."
    CSS_PATH = "../styles/search.tcss"

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._text = text

    @classmethod
    def opened(cls, message: OpenSearch) -> Self:
        """The screen that the message asks for."""
        return cls(message.text)

    def compose(self) -> ComposeResult:
        yield Static(shown("Go to, or find", "bold"), classes="head")
        yield Field(self._text, placeholder="site, image, id, date, or any words of the log", id="find-field")
        yield PlacesPane(id="found")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        self._ask(self._text)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._ask(event.value)

    def _ask(self, text: str) -> None:
        work(self, "find", self._answer, text)

    @told
    async def _answer(self, text: str) -> None:
        found = await host(self).engine.ask(lambda log: answers(log, text))
        self.query_one(PlacesPane).show(found, "nothing found" if text.strip() else "no sites yet")

    @on(Input.Submitted)
    def _first(self, event: Input.Submitted) -> None:
        self.query_one(PlacesPane).chosen()

    @on(PlacesPane.Opened)
    def _chosen(self, message: PlacesPane.Opened) -> None:
        work(self, "find-open", self._open, message.place)

    @told
    async def _open(self, place: Place) -> None:
        answer = await host(self).engine.ask(lambda log: opening(log, place))
        if isinstance(answer, str):
            host(self).tell(answer)
        else:
            self.post_message(answer)

    @key("down", "to the list", "From the field to what was found.", show=False)
    def action_down(self) -> None:
        self.set_focus(self.query_one(PlacesPane))

    @key("slash", "field", "Back to the field.", show=False)
    def action_field(self) -> None:
        self.set_focus(self.query_one(Input))

    @key("y", "copy", "Copy the id of the chosen one.", show=False)
    def action_copy(self) -> None:
        place = self.query_one(PlacesPane).place
        if place is not None:
            host(self).copy(place.id, f"the id of the {place.kind}")

    @key("escape", "back", "Back.")
    def action_back(self) -> None:
        self.app.pop_screen()


def answers(log: Log, text: str) -> tuple[Place, ...]:
    """Sites whose name holds the words, the image or look of that id, then full text; sites alone for no words."""
    words = fold(text).split()
    found = [
        Place("site", one.id, f"{one.name} · last look {one.last_look or 'never'} · {one.images} images")
        for one in log.site_list()
        if all(word in fold(f"{one.name} {one.icao or ''}") for word in words)
    ]
    if not words:
        return tuple(found[:_MOST])
    try:
        # By an alias, or another spelling.
        known_as = log.site_show(text.strip())
    except ObslogError:
        pass
    else:
        if all(place.id != known_as.id for place in found):
            found.insert(
                0, Place("site", known_as.id, f"{known_as.name}, also {', '.join(known_as.aliases[:5])}")
            )
    if len(text.strip()) >= 6 and text.strip().isalnum():
        found += _by_id(log, text.strip())
    known = {place.id for place in found}
    hits = [Place(hit.kind, hit.id, hit.text) for hit in log.search(text, limit=_MOST) if hit.id not in known]
    return (*found, *hits)[:_MOST]


def _by_id(log: Log, text: str) -> list[Place]:
    found = []
    for kind in ("image", "look"):
        try:
            if kind == "image":
                image = log.image_show(text)
                found.append(Place("image", image.id, f"{image.path} · {image.identity.when.describe()}"))
            else:
                look = log.look_show(text)
                found.append(
                    Place("look", look.id, f"{log.site_name(look.site_id)} · {look.when.describe()}")
                )
        except ObslogError:
            continue
    return found


def opening(log: Log, place: Place) -> OpenScene | OpenTimeline | OpenChange | str:
    """What opens a place; a sentence where nothing does."""
    if place.kind == "site":
        return OpenTimeline(log.site_show(place.id).name)
    if place.kind == "image":
        image = log.image_show(place.id)
        if not image.sites:
            return "this image shows no site of the log: obslog image place, or import it with a site"
        return OpenScene(image.id, image.sites[0][0])
    if place.kind == "look":
        look = log.look_show(place.id)
        if look.image_id is None:
            return "this look has no image"
        return OpenScene(look.image_id, look.site_id, look=look.id)
    return f"{place.kind} {place.id[-8:]}: y copies its id"
