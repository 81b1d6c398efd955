"""No pattern that passes the check can hang on a name; those that people write pass."""

from __future__ import annotations

import re
import time

import pytest

from obslog.imagery.name_patterns import shipped_patterns
from obslog.imagery.regex_cost import MOST_WAYS, ways_to_match

NAMES = ("_" * 255, "a" * 255, "a_" * 127, "1" * 255, "a" * 254 + "!", "20241213_" * 28)


def compiled(source: str) -> re.Pattern[str]:
    return re.compile(source, re.IGNORECASE | re.ASCII)


@pytest.mark.parametrize(
    "source",
    [
        "(a+)+$", r"^(\w+\s?)*$", "(a|a)*b", "(a|aa)+$", "^([a-z]+)*$", "(x+x+)+y", "(?=(a+)+b)a", "(?:.*)*X",
        ".*.*.*.*X", r"(\w*)*\d", "((a?){20}){20}b", r"(?:a?){40}X",
    ],
)  # fmt: skip
def test_what_could_hang_is_refused(source: str) -> None:
    assert ways_to_match(compiled(source)) > MOST_WAYS


@pytest.mark.parametrize(
    "source",
    [
        r"^.*_(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)", r"^(?:[^_]+_){3}(?P<year>\d{4})", r"(?:[A-Z0-9]+_)+X",
        r"^.*?(\d{8})", r"^.*_.*_.*_X", r"^DSC_\d+-(?P<year>\d{4})", r"^(?:[a-z]+-)*(?P<year>\d{4})$", r"^a{5,200}b",
        r"(?>a+)b", r"a*+b", r"^(?P<q>['\"]).*(?P=q)$",
    ],
)  # fmt: skip
def test_what_people_write_passes_and_is_quick(source: str) -> None:
    regex = compiled(source)
    assert ways_to_match(regex) <= MOST_WAYS
    for name in NAMES:
        since = time.monotonic()
        regex.search(name)
        assert time.monotonic() - since < 3


def test_the_shipped_patterns_pass_the_check_made_of_others() -> None:
    assert [p.name for p in shipped_patterns() if ways_to_match(p.regex) > MOST_WAYS] == []
