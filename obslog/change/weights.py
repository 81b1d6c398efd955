"""Counts that carry whether an estimate made them, packed in one integer so that combining looks stays fast.

A cost is to be small, a worth is to be large. The count decides; among equal counts the one resting on fewer
estimates, then on fewer looks, so that a tie never depends on the order of the looks.
"""

from __future__ import annotations

#: A number of objects, and whether an estimate word stands behind it.
Number = tuple[int, bool]

#: One look more, one estimate more, one object more.
LOOK, ESTIMATE, OBJECT = 1, 1 << 24, 1 << 48

ZERO: Number = (0, False)


def larger(a: Number, b: Number) -> Number:
    """The larger number; of two equal ones the one that rests on no estimate."""
    return a if a[0] > b[0] or (a[0] == b[0] and not a[1]) else b


def plus(a: Number, b: Number) -> Number:
    """Their sum; an estimate if either is one that matters."""
    return a[0] + b[0], a[1] or b[1]


def cost(number: Number) -> int:
    """The number as a cost, without the look it is from."""
    return number[0] * OBJECT + (ESTIMATE if number[1] else 0)


def worth(number: Number) -> int:
    """The number as a worth, without the look it is from."""
    return number[0] * OBJECT - (ESTIMATE if number[1] else 0)


def of_cost(total: int) -> Number:
    """The number that a sum of costs stands for."""
    return total >> 48, total & (OBJECT - 1) >= ESTIMATE


def of_worth(total: int) -> Number:
    """The number that a sum of worths stands for."""
    count = -(-total >> 48)
    return count, count * OBJECT - total >= ESTIMATE
