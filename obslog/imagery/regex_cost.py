"""How much work a regular expression can make of one file name, so that none can hang an import."""

from __future__ import annotations

import re
import re._constants as codes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterable, Sequence
from typing import Any

from obslog.imagery.name_patterns import LONGEST_NAME

#: The most ways in which a pattern may try to match one name: a few seconds, met by no name but a contrived one.
MOST_WAYS = 50_000_000
#: One sign for all that is not ASCII: two sets that both hold it may meet.
_SIGNS = (*map(chr, range(128)), "\u0100")
_HUGE = MOST_WAYS * LONGEST_NAME
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT)
_CATEGORIES = {
    codes.CATEGORY_DIGIT: r"\d", codes.CATEGORY_NOT_DIGIT: r"\D", codes.CATEGORY_WORD: r"\w",
    codes.CATEGORY_NOT_WORD: r"\W", codes.CATEGORY_SPACE: r"\s", codes.CATEGORY_NOT_SPACE: r"\S",
}  # fmt: skip


def ways_to_match(regex: re.Pattern[str]) -> int:
    """An upper bound of the ways in which `regex` can be tried on a name of `LONGEST_NAME` characters.

    Every choice that a backtracking matcher may have to take back multiplies: how often to repeat, which
    branch, where to start. A repeat that must end where the next character cannot be one of its own leaves no
    choice. Beyond `MOST_WAYS` it is not exact any more.
    """
    tree = list(parser.parse(regex.pattern, regex.flags))
    anchored = bool(tree) and tree[0][0] is codes.AT and tree[0][1] in (
        codes.AT_BEGINNING, codes.AT_BEGINNING_STRING,
    )  # fmt: skip
    return _bounded(_sequence(tree) * (1 if anchored else LONGEST_NAME))


def _bounded(ways: int) -> int:
    return min(ways, _HUGE)


def _sequence(nodes: Sequence[Any]) -> int:
    ways = 1
    for place, node in enumerate(nodes):
        choice = _choices(node)
        if choice > 1 and _ends_itself(node, nodes[place + 1 :]):
            choice = 1
        ways = _bounded(ways * choice)
    return ways


def _choices(node: Any) -> int:
    """The ways to match one node, from one place on."""
    code, value = node
    if code in (*_REPEATS, codes.POSSESSIVE_REPEAT):
        return _repeats(*value)
    if code is codes.BRANCH:
        return _bounded(sum(_sequence(list(branch)) for branch in value[1]))
    if code is codes.SUBPATTERN:
        return _sequence(list(value[-1]))
    if code is codes.ATOMIC_GROUP:
        return _sequence(list(value))
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return _sequence(list(value[1]))
    if code is codes.GROUPREF_EXISTS:
        _, yes, no = value
        return _bounded(_sequence(list(yes)) + (_sequence(list(no)) if no else 1))
    return 1


def _repeats(least: int, most: int, inner: Any) -> int:
    nodes = list(inner)
    each, width = _sequence(nodes), max(1, inner.getwidth()[0])
    top: int = max(min(int(most), LONGEST_NAME // width), int(least))
    if each == 1:
        return max(1, min(top, LONGEST_NAME) - int(least) + 1)
    ways = 0
    for times in range(int(least), top + 1):
        ways = _bounded(ways + each ** min(times, 64))
        if ways >= _HUGE:
            break
    return ways


def _ends_itself(node: Any, rest: Sequence[Any]) -> bool:
    """True for a repeat of one character class, if what must follow it can begin with none of that class."""
    code, value = node
    if code is codes.SUBPATTERN and len(value[-1]) == 1:
        return _ends_itself(value[-1][0], rest)
    if code not in _REPEATS or len(value[2]) != 1:
        return False
    own, after = _signs(value[2][0]), _first_signs(rest)
    return own is not None and after is not None and own.isdisjoint(after)


def _first_signs(nodes: Sequence[Any]) -> frozenset[str] | None:
    """The characters with which `nodes` must begin; None where that cannot be told."""
    if not nodes:
        return None
    code, value = nodes[0]
    if code is codes.SUBPATTERN:
        return _first_signs(list(value[-1]))
    if code is codes.BRANCH:
        firsts = [_first_signs(list(branch)) for branch in value[1]]
        known = [each for each in firsts if each is not None]
        return frozenset().union(*known) if len(known) == len(firsts) else None
    if code in (*_REPEATS, codes.POSSESSIVE_REPEAT):
        return _first_signs(list(value[2])) if value[0] > 0 else None
    return _signs(nodes[0])


def _signs(node: Any) -> frozenset[str] | None:
    """The characters that a node of one character stands for, in either case; None for any other node."""
    code, value = node
    if code is codes.SUBPATTERN and len(value[-1]) == 1:
        return _signs(value[-1][0])
    if code is codes.ANY:
        return frozenset(_SIGNS)
    if code is codes.LITERAL:
        return _both_cases([_sign(value)])
    if code is codes.NOT_LITERAL:
        return frozenset(_SIGNS) - ({chr(value)} if value < 128 else frozenset())
    if code is codes.IN:
        return _class(value)
    return None


def _class(items: Sequence[Any]) -> frozenset[str]:
    found: set[str] = set()
    negated = bool(items) and items[0][0] is codes.NEGATE
    for code, value in items[1:] if negated else items:
        if code is codes.LITERAL:
            found.add(_sign(value))
        elif code is codes.RANGE:
            low, high = value
            found.update(sign for sign in _SIGNS[:128] if low <= ord(sign) <= high)
            if high >= 128:
                found.add(_SIGNS[-1])
        elif code is codes.CATEGORY and value in _CATEGORIES:
            found.update(sign for sign in _SIGNS if re.match(_CATEGORIES[value], sign, re.ASCII))
        else:
            return frozenset(_SIGNS)
    if not negated:
        return _both_cases(found)
    # What a negated class leaves out in one case only may still be let in by the other.
    return _both_cases((set(_SIGNS) - found) | {_SIGNS[-1]})


def _sign(code: int) -> str:
    return chr(code) if code < 128 else _SIGNS[-1]


def _both_cases(signs: Iterable[str]) -> frozenset[str]:
    return frozenset(form for sign in signs for form in (sign, sign.lower(), sign.upper()) if form in _SIGNS)
