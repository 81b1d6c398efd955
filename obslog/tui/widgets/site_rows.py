"""The pane of sites: last look, its age, last counts with their bounds, and what waits."""

from __future__ import annotations

from rich.text import Text
from textual.message import Message

from obslog.tui.home.state import STALE_H, HomeState, counts_words
from obslog.tui.keys import key
from obslog.tui.text import joined
from obslog.tui.widgets.rows import RowsPane


class SitesPane(RowsPane):
    """Enter opens the site's counts over time."""

    area = "sites"
    jump = "s"
    title_text = "Sites"
    about = (
        "Each site with its last look, how old that is, and the counts last known then. ●n: images that nobody has "
        "looked at; ?n: questions asked of new images; !n: statements that contradict each other. A number older than "
        "a month is said to be."
    )
    DEFAULT_CSS = "SitesPane { height: 1fr; }"

    class Pointed(Message):
        """Another site is chosen (its name; None: there is none)."""

        def __init__(self, site: str | None) -> None:
            super().__init__()
            self.site = site

    class Opened(Message):
        """A site is to be opened, by its name."""

        def __init__(self, site: str) -> None:
            super().__init__()
            self.site = site

    def __init__(self, *, id: str | None = None, ascii_only: bool = False) -> None:
        super().__init__(id=id)
        self._state = HomeState()
        self._dot = "*" if ascii_only else "●"

    def show(self, state: HomeState) -> None:
        """Show the sites of a state; the chosen one stays chosen wherever it moves to."""
        before = self.site
        self._state = state
        names = [line.name for line in state.shown]
        hidden = len(state.sites) - len(names)
        self.name_pane(f"by {state.sort}" + (f", {hidden} filtered out" if hidden else ""))
        self.laid_out()
        if before in names:
            self.cursor = names.index(before)
        if self.site != before:
            self.post_message(self.Pointed(self.site))

    @property
    def site(self) -> str | None:
        """The name of the chosen site."""
        shown = self._state.shown
        return shown[self.cursor].name if self.cursor < len(shown) else None

    def laid_out(self) -> None:
        shown = self._state.shown
        wide = min(max([8, *(len(line.name) for line in shown[:200])]), max(10, self.room // 3))
        # With room below, the counts have a line of their own.
        two_lines = 2 * len(shown) <= self.content_size.height
        rows: list[list[Text]] = []
        asked = self._state.asked_of
        for line in shown:
            known = self._state.known.get(line.id)
            old = line.age_h is not None and line.age_h > STALE_H
            age = line.age or "never"
            waits = f" {self._dot}{line.not_exploited}" if line.not_exploited else ""
            asks = f" ?{asked[line.id]}" if asked.get(line.id) else ""
            clash = f" !{known.contradictions}" if known is not None and known.contradictions else ""
            first = (
                (f"{line.name[:wide]:<{wide}} ", "bold"), (f"{line.icao or '':<4} ", "dim"),
                f"{line.last_look or '-':<10} ", (f"{age + (' old' if old else ''):>9}", "dim" if old else ""),
                (waits, "bold"), (asks, "bold"), (clash, "bold"),
            )  # fmt: skip
            counts = (counts_words(known), "dim" if old else "")
            if two_lines:
                rows.append([joined(*first), joined("    ", counts)])
            else:
                rows.append([joined(*first, "  ", counts)])
        empty = "no site of that name" if self._state.sites else "no sites yet: + adds one"
        self.put(rows or [[joined((empty, "dim"))]])

    def moved(self, old: int, new: int) -> None:
        self.post_message(self.Pointed(self.site))

    def chosen(self) -> None:
        if self.site is not None:
            self.post_message(self.Opened(self.site))

    @key("enter", "open", "Open this site: its counts over time.")
    def action_open(self) -> None:
        self.chosen()
