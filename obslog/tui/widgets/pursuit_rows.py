"""The panes of one requirement: opportunities, images held already, images that may answer, orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.message import Message

from obslog.model.requirements import Decision
from obslog.tui.keys import key
from obslog.tui.tasking.pursuit import Ranking
from obslog.tui.text import joined, shown
from obslog.tui.widgets.rows import RowsPane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from obslog.tasking.answering.closing import MatchLine
    from obslog.tasking.choosing.archive import Archive, Held
    from obslog.tasking.choosing.opportunities import Opportunity
    from obslog.tasking.orders.ordering import OrderLine


class PursuitPane(RowsPane):
    """What the panes have in common: another row, or the focus, is told by `Pointed`, Enter by `Chosen`."""

    area = "pursuit"
    DEFAULT_CSS = "PursuitPane { height: 1fr; min-height: 3; }"
    empty: ClassVar[str] = ""

    class Pointed(Message):
        """Another line is chosen in this pane, or the pane has come into focus."""

    class Chosen(Message):
        """Enter on a line."""

    def moved(self, old: int, new: int) -> None:
        self.post_message(self.Pointed())

    def on_focus(self) -> None:
        """What is chosen here is told of."""
        self.post_message(self.Pointed())

    def chosen(self) -> None:
        self.post_message(self.Chosen())

    def set_rows(self, head: str, rows: Sequence[Text], empty: str = "") -> None:
        """Rows below the names of their columns; without rows, why there are none."""
        self.head = shown(head, "dim") if rows else None
        self.put([[row] for row in rows] or [[shown(empty or self.empty, "dim")]])


class OpportunitiesPane(PursuitPane):
    """Passes that could answer, best first."""

    area = "opportunities"
    jump = "o"
    title_text = "Opportunities"
    about = (
        "The passes that could answer it, best first, with the chance of a usable image where the sky is known. Enter "
        "prepares an order from one; b orders them by chance, time or cost."
    )

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.ranking = Ranking()
        self._waits = ""

    def show(self, ranking: Ranking, waits: str = "") -> None:
        """Show these; `waits` says that they are being reckoned."""
        self.ranking, self._waits = ranking, waits
        found = ranking.opportunities
        ranked = ranking.ranked
        of = f" of {ranked.passes} passes" if ranked is not None else ""
        self.name_pane(waits or f"{len(found)}{of}")
        self.laid_out()

    @property
    def one(self) -> Opportunity | None:
        """The chosen one."""
        found = self.ranking.opportunities
        return found[self.cursor] if self.cursor < len(found) else None

    def laid_out(self) -> None:
        from obslog.tasking.choosing.prices import money
        from obslog.tasking.percentages import percent

        rows = []
        costs = any(one.cost is not None for one in self.ranking.opportunities)
        for one in self.ranking.opportunities:
            view, chance = one.view, one.likelihood.chance
            radar = view.sensor is not None and view.sensor.kind == "sar"
            sun = "radar" if radar else f"{view.one.sun_elevation_deg:.0f}°"
            cost = "-" if one.cost is None else f"{money(one.cost.amount)} {one.cost.currency}"
            gsd = "-" if view.gsd_m is None else f"{view.gsd_m[1]:.2f}"
            rows.append(
                joined(
                    f"{one.place:>2} ", (f"{view.one.satellite[:14]:<14} ", "bold"),
                    f"{view.one.tca.day:>2} {view.one.tca:%b %H:%M}  ",
                    f"{'unknown' if chance is None else percent(chance):>9} ", f"{view.off_nadir_deg[1]:>8.0f}° ",
                    f"{sun:>5} ", f"{gsd:>7} ", f"{cost:>9} " if costs else "", " ",
                    ("" if one.taskable else "systematic", "dim"),
                )
            )  # fmt: skip
        empty = self._waits or self.ranking.trouble or "nothing could answer it in that time"
        head = (
            f" # {'satellite':<14} {'UTC':<12}  {'usable':>9} {'off-nadir':>9} {'sun':>5} {'pixel m':>7}"
            + (f" {'cost':>9}" if costs else "")
        )
        self.set_rows(head, rows, empty)

    @key(
        "enter", "prepare order", "Prepare an order from this opportunity; nothing is sent by it.", show=False
    )
    def action_choose(self) -> None:
        self.chosen()


class HeldPane(PursuitPane):
    """Images that the log holds of the ground: archive first."""

    area = "held"
    jump = "a"
    title_text = "Archive"
    about = "What the log holds already of the ground asked for, before anything is ordered. Enter opens the image."
    empty = "no image of the log shows it"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.archive: Archive | None = None

    def show(self, archive: Archive | None) -> None:
        """Show these."""
        self.archive = archive
        held = () if archive is None else archive.held
        self.name_pane(f"{len(held)} in the log")
        self.laid_out()

    @property
    def one(self) -> Held | None:
        """The chosen one."""
        held = () if self.archive is None else self.archive.held
        return held[self.cursor] if self.cursor < len(held) else None

    def laid_out(self) -> None:
        rows = []
        for one in () if self.archive is None else self.archive.held:
            known = one.image.identity
            covered = "?" if one.covered is None else f"{one.covered:.0%}"
            gsd = "?" if known.gsd_m is None else f"{known.gsd_m:.2f}"
            rows.append(
                joined(
                    f"{known.when.describe()[:19]:<19} ", f"{one.relation:<14} ", f"{covered:>6} ", f"{gsd:>6} m ",
                    (f"{one.state:<13} ", "bold" if one.unexploited else ""), ("; ".join(one.short), "dim"),
                )
            )  # fmt: skip
        head = f"{'when':<19} {'window':<14} {'ground':>6} {'pixel':>8} {'state':<13} short of"
        self.set_rows(head, rows)

    @key("enter", "open", "Look at this image.")
    def action_choose(self) -> None:
        self.chosen()


class MatchesPane(PursuitPane):
    """Images held against what was asked, to be judged by a person."""

    area = "matches"
    jump = "m"
    title_text = "Matches"
    about = (
        "Images of the log that answer, may answer or answer a part. s: it satisfies the question, which closes it; "
        "i: it answers a part; n: it does not. Enter opens the image. The judgement is yours: u takes it back."
    )
    empty = "no image of the log fits what was asked, so far"

    class Judged(Message):
        """The analyst judges an image."""

        def __init__(self, line: MatchLine, decision: Decision) -> None:
            super().__init__()
            self.line, self.decision = line, decision

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: tuple[MatchLine, ...] = ()

    def show(self, lines: tuple[MatchLine, ...]) -> None:
        """Show these."""
        self.lines = lines
        self.name_pane(f"{len(lines)} to judge" if lines else "none")
        self.laid_out()

    @property
    def one(self) -> MatchLine | None:
        """The chosen one."""
        return self.lines[self.cursor] if self.cursor < len(self.lines) else None

    def laid_out(self) -> None:
        rows = []
        for one in self.lines:
            share = "?" if one.match.covered is None else f"{one.match.covered:.0%}"
            rows.append(
                joined(
                    (f"{one.outcome:<15} ", "bold"), f"{one.image.identity.when.describe()[:19]:<19} ",
                    f"shows {share:>4} ", "looked at" if one.looked else "nobody has looked",
                    (" · by an order" if one.match.order_id else "", "bold"),
                )
            )  # fmt: skip
        self.set_rows(f"{'':<15} {'image of':<19} ground", rows)

    @key("enter", "open", "Look at this image.")
    def action_choose(self) -> None:
        self.chosen()

    def _judge(self, decision: Decision) -> None:
        if self.one is not None:
            self.post_message(self.Judged(self.one, decision))

    @key("s", "satisfies", "It answers the question, which closes it; with the reason where it falls short.")
    def action_satisfies(self) -> None:
        self._judge(Decision.SATISFIES)

    @key("i", "in part", "It answers a part of the question, which stays open.")
    def action_in_part(self) -> None:
        self._judge(Decision.IN_PART)

    @key(
        "n", "does not", "It does not answer the question, with the reason; it is not proposed for it again."
    )
    def action_does_not(self) -> None:
        self._judge(Decision.NO)


class OrdersPane(PursuitPane):
    """Orders with their states."""

    area = "orders"
    jump = "r"
    title_text = "Orders"
    about = (
        "What was asked of providers. P prepares one, S sends it after you typed yes, R asks its provider how it "
        "stands. Nothing else reaches out to a network."
    )
    empty = "none: P prepares one; nothing is sent by that"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: tuple[OrderLine, ...] = ()

    def show(self, lines: tuple[OrderLine, ...]) -> None:
        """Show these."""
        self.lines = lines
        self.name_pane(str(len(lines)))
        self.laid_out()

    @property
    def one(self) -> OrderLine | None:
        """The chosen one."""
        return self.lines[self.cursor] if self.cursor < len(self.lines) else None

    def laid_out(self) -> None:
        rows = []
        for line in self.lines:
            one = line.order
            cost = "-" if one.cost is None else f"{one.cost:g} {one.currency}"
            word = one.statuses[-1].code if one.statuses else ""
            rows.append(
                joined(
                    (f"{one.state:<11} ", "bold"), f"{word[:12]:<12} ", f"{one.provider[:12]:<12} ",
                    f"{one.product_id[:14]:<14} ", f"{cost:>9}  ", (one.id[-8:], "dim"),
                )
            )  # fmt: skip
        self.set_rows(f"{'state':<11} {'last word':<12} {'provider':<12} {'product':<14} {'cost':>9}", rows)
