"""Errors: one line for a person, and the builtin that fits for a script."""

from __future__ import annotations

import pytest

from obslog.model.errors import (
    AmbiguousError,
    DamageError,
    FileRefusedError,
    NotFoundError,
    ObslogError,
    RefusedError,
    StoreError,
    WordError,
)


@pytest.mark.parametrize(
    ("error", "line", "builtin", "exit_code"),
    [
        (WordError("count", "two?", "write 2"), "count 'two?': write 2", ValueError, 2),
        (NotFoundError("site", "OSLX"), "no site 'OSLX'", LookupError, 4),
        (
            NotFoundError("site", "OSLX", ("OSLK", "OSDI")),
            "no site 'OSLX'; did you mean OSLK or OSDI?",
            LookupError,
            4,
        ),
        (
            NotFoundError("site", "OSLX", hint="obslog site list"),
            "no site 'OSLX'; obslog site list",
            LookupError,
            4,
        ),
        (
            AmbiguousError("image", "ab", ("abc", "abd")),
            "image 'ab' is not unique: it could be abc, abd",
            LookupError,
            2,
        ),
        (
            AmbiguousError("image", "a", tuple("abcdefgh")),
            "image 'a' is not unique: it could be a, b, c, d, e, f ...",
            LookupError,
            2,
        ),
        (RefusedError("Khmeimim is already a site"), "Khmeimim is already a site", ValueError, 1),
        (FileRefusedError("a.tif", "no pixels"), "a.tif: no pixels", OSError, 1),
        (StoreError("obslog.db is not a log"), "obslog.db is not a log", OSError, 1),
        (
            DamageError(("row 3 differs", "chain breaks")),
            "2 findings; the first: row 3 differs",
            Exception,
            5,
        ),
        (DamageError(()), "damage", Exception, 5),
    ],
)
def test_an_error_is_one_line_and_the_builtin_that_fits(
    error: ObslogError, line: str, builtin: type[Exception], exit_code: int
) -> None:
    assert str(error) == line
    assert isinstance(error, builtin) and isinstance(error, ObslogError)
    assert error.exit_code == exit_code


def test_what_was_written_in_a_word_error_is_shown_escaped() -> None:
    assert "\x1b" not in str(WordError("count", "\x1b[2J", "write 2"))
