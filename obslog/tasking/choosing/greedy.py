"""Greedy: what adds the most for its cost is taken, again and again, until nothing more fits."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import datetime

from obslog.tasking.choosing.plan_table import Option, Step, Table, retold, rounded

#: Where there are no more options than the first figure, so many of them are tried as the first of the plan.
_FEW, _FIRSTS = 400, 40

#: What orders moves: the more for its cost the first, then the more, the cheaper, the earlier, the keys.
_Rank = tuple[float, float, float, datetime, str, str]
#: A move: its rank, the round of its requirement that it was made for, the option that comes, the one that goes for
#: it, what the move costs, and the chance of the requirement after it.
_Move = tuple[_Rank, int, Option, Option | None, float, float]


def greedy(table: Table, first: Option | None = None) -> list[Step]:
    """Take the best for its cost, again and again; under a budget a dearer option may take the place of a chosen one
    of the same requirement, where what it adds is the best for what it costs more. With `first` that is taken first.
    """
    return _Filling(table).fill(first)


class _Filling:
    """One run: what is chosen, what is spent, and the moves that are open, best first."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.chosen: dict[str, list[Option]] = {name: [] for name in table.of}
        self.chances = dict.fromkeys(table.of, 0.0)
        self.rounds = dict.fromkeys(table.of, 0)
        self.spent = 0.0
        self.order: dict[str, Step] = {}
        self.heap: list[_Move] = []

    def fill(self, first: Option | None) -> list[Step]:
        """The steps, in the order of taking."""
        for name in self.table.of:
            self._offer(name)
        if first is not None:
            self._accept(first, None, self.table.price(first) or 0.0, self.table.chance([first]), None)
        while self.heap:
            move = heapq.heappop(self.heap)
            if self._stands(move):
                _, _, come, gone, cost, after = move
                self._accept(come, gone, cost, after, self._rival(come))
        steps = list(self.order.values())
        return retold(self.table, [step.option for step in steps], self.order, {})

    def _stands(self, move: _Move) -> bool:
        """Made for the requirement as it is, and affordable. What is too dear once stays so: the rest only shrinks."""
        return move[1] == self.rounds[move[2].requirement] and self._affordable(move[4])

    def _affordable(self, cost: float) -> bool:
        return self.table.budget is None or self.spent + cost <= self.table.budget + 1e-9

    def _offer(self, name: str) -> None:
        """All moves of one requirement as it stands."""
        taken = {option.key for option in self.chosen[name]}
        for come in self.table.of[name]:
            price = self.table.price(come)
            if come.key in taken or price is None:
                continue
            for gone, kept, cost in self._places(name, price):
                if not self._affordable(cost):
                    continue
                after = self.table.chance([*kept, come])
                gain = after - self.chances[name]
                if gain >= self.table.least():
                    rank = self._rank(come, gone, cost, gain)
                    heapq.heappush(self.heap, (rank, self.rounds[name], come, gone, cost, after))

    def _places(self, name: str, price: float) -> Iterator[tuple[Option | None, list[Option], float]]:
        """Where an option of that price may come: beside the chosen ones, or for a cheaper one of them."""
        chosen = self.chosen[name]
        if len(chosen) < self.table.most:
            yield None, chosen, price
        if self.table.budget is None:
            return
        for gone in chosen:
            more = price - (self.table.price(gone) or 0.0)
            if more > 0:
                yield gone, [option for option in chosen if option is not gone], more

    def _rank(self, come: Option, gone: Option | None, cost: float, gain: float) -> _Rank:
        weighted = self.table.weights[come.requirement] * gain
        density = weighted / cost if cost > 0 else float("inf") if self.table.budget is not None else weighted
        return (
            -rounded(density),
            -rounded(weighted),
            come.cost or 0.0,
            come.attempt.at,
            come.key,
            "" if gone is None else gone.key,
        )

    def _rival(self, come: Option) -> str | None:
        """The key of what would have been taken instead; moves that no longer stand are dropped on the way."""
        while self.heap:
            move = self.heap[0]
            if self._stands(move) and move[2].key != come.key:
                return move[2].key
            # Another move of the same option falls away with this one.
            heapq.heappop(self.heap)
        return None

    def _accept(
        self, come: Option, gone: Option | None, cost: float, after: float, rival: str | None
    ) -> None:
        name = come.requirement
        if gone is not None:
            self.order.pop(gone.key)
            self.chosen[name] = [option for option in self.chosen[name] if option is not gone]
        self.order[come.key] = Step(
            come, self.chances[name], after, rival, gone.key if gone is not None else None
        )
        self.chosen[name].append(come)
        self.chances[name] = after
        self.rounds[name] += 1
        self.spent += cost
        self._offer(name)


def firsts(table: Table) -> list[Option]:
    """The affordable options that are worth the most by themselves, best first: each is tried as the first one."""
    able = [
        option for option in table.all if table.fits(option, 0.0) and option.attempt.chance >= table.least()
    ]
    if table.most < 1:
        return []
    able.sort(
        key=lambda o: (
            -rounded(table.weights[o.requirement] * o.attempt.chance),
            o.cost or 0.0,
            o.attempt.at,
            o.key,
        )
    )
    return able[: _FIRSTS if len(able) <= _FEW else 1]
