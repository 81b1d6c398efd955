"""The patterns for file names: those that ship, the user's own before them, each checked before it is used."""

from __future__ import annotations

import os
import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from obslog.model.errors import WordError

#: Names a file of the user's own patterns, for this process and those that it starts.
VARIABLE = "OBSLOG_PATTERNS"
#: The longest name that is matched, in characters.
LONGEST_NAME = 255
KINDS = ("provider", "generic", "ambiguous", "unknown")
_KEYS = ("name", "kind", "regex", "utc", "provider", "platform", "instrument", "platforms", "example")
_FIELDS = ("provider", "platform", "instrument")
_NEEDED = {"generic": ("year",), "ambiguous": ("first", "other", "year"), "provider": (), "unknown": ()}
_MAX_BYTES, _MAX_REGEX, _MAX_PATTERNS = 1 << 20, 2_000, 1_000


@dataclass(frozen=True)
class NamePattern:
    """One row of a table: a regular expression with named groups, and what a match says.

    `origin` is `shipped`, or the file that it stands in.
    """

    name: str
    kind: str
    regex: re.Pattern[str]
    utc: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
    platforms: Mapping[str, str] = field(default_factory=dict)
    examples: tuple[Mapping[str, str], ...] = ()
    origin: str = "shipped"


_chosen: ContextVar[str | None] = ContextVar("patterns", default=None)


@contextmanager
def patterns_from(file: str | Path | None) -> Iterator[None]:
    """Within this, the user's own patterns are those of `file`; None leaves them as they are.

    Raises `WordError` at once for a file that cannot be used.
    """
    _configured.cache_clear()
    if file is None:
        own_patterns()
        yield
        return
    path = str(Path(file).absolute())
    _read(path, _stamp(path))
    token = _chosen.set(path)
    try:
        yield
    finally:
        _chosen.reset(token)


def own_file() -> str | None:
    """The file of the user's own patterns: chosen, OBSLOG_PATTERNS, or `patterns.toml` in the configuration."""
    named = _chosen.get() or os.environ.get(VARIABLE)
    if named:
        return named
    return _configured()


@lru_cache(1)
def _configured() -> str | None:
    from platformdirs import user_config_path

    path = user_config_path("obslog") / "patterns.toml"
    return str(path) if path.is_file() else None


def environment() -> dict[str, str]:
    """What a process started now needs in its environment to use the same patterns."""
    named = own_file()
    return {VARIABLE: str(Path(named).absolute())} if named else {}


def patterns_in_use() -> tuple[NamePattern, ...]:
    """The user's own patterns, then those that ship, in the order they are tried. Raises `WordError`."""
    return (*own_patterns(), *shipped_patterns())


def own_patterns() -> tuple[NamePattern, ...]:
    """The user's own patterns; none where there is no file of them. Raises `WordError`."""
    named = own_file()
    return _read(named, _stamp(named)) if named else ()


@lru_cache(maxsize=1)
def shipped_patterns() -> tuple[NamePattern, ...]:
    """The patterns that come with obslog (`data/filename_patterns.toml`), in the order they are tried."""
    return parse_patterns(files("obslog").joinpath("data/filename_patterns.toml").read_text("utf-8"))


def _stamp(path: str) -> tuple[int, int]:
    try:
        info = Path(path).stat()
    except (OSError, ValueError):
        return 0, 0
    return info.st_mtime_ns, info.st_size


@lru_cache(8)
def _read(path: str, stamp: tuple[int, int]) -> tuple[NamePattern, ...]:
    try:
        if stamp[1] > _MAX_BYTES:
            raise WordError("patterns file", path, f"larger than {_MAX_BYTES >> 20} MB")
        text = Path(path).read_text("utf-8")
    except (OSError, UnicodeError, ValueError) as error:
        if isinstance(error, WordError):
            raise
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise WordError("patterns file", path, f"cannot be read: {reason}") from None
    return tuple(replace(pattern, origin=path) for pattern in parse_patterns(text, path))


def parse_patterns(text: str, file: str | None = None) -> tuple[NamePattern, ...]:
    """The patterns in a TOML text; those of a `file` of the user's are held to what is safe to run.

    Raises `WordError` that names the pattern that cannot be used.
    """
    shown = file or text[:40]
    try:
        rows = tomllib.loads(text).get("pattern", [])
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise WordError("file-name patterns", shown, str(error)) from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise WordError("file-name patterns", shown, "each pattern stands under [[pattern]]")
    if len(rows) > _MAX_PATTERNS:
        raise WordError("file-name patterns", shown, f"more than {_MAX_PATTERNS} patterns")
    return tuple(_pattern(row, number, file) for number, row in enumerate(rows, 1))


def _pattern(row: Mapping[str, Any], number: int, file: str | None) -> NamePattern:
    name = str(row.get("name", "")) or f"number {number}"

    def wrong(hint: str) -> WordError:
        return WordError("file-name pattern", name, hint if file is None else f"{hint} (in {file})")

    kind = str(row.get("kind", "provider"))
    if kind not in KINDS:
        raise wrong(f"its kind is {kind!r}; write one of {', '.join(KINDS)}")
    unknown = next((key for key in row if key not in _KEYS), None)
    if unknown is not None and file is not None:
        raise wrong(f"it has no key {unknown!r}; the keys are {', '.join(_KEYS)}")
    source = row.get("regex")
    try:
        if not isinstance(source, str) or len(source) > _MAX_REGEX:
            raise wrong(f"its regex must be a text of up to {_MAX_REGEX} characters")
        regex = re.compile(source, re.IGNORECASE | re.ASCII)
    except (re.error, RecursionError, OverflowError, ValueError) as error:
        if isinstance(error, WordError):
            raise
        raise wrong(f"its regex cannot be used: {error}") from None
    known = {key: str(row[key]) for key in _FIELDS if key in row}
    examples, platforms = row.get("example", ()), row.get("platforms", {})
    if not isinstance(platforms, dict) or not isinstance(examples, (list, tuple)):
        raise wrong("platforms is a table, and each example stands under [[pattern.example]]")
    pattern = NamePattern(
        name, kind, regex, bool(row.get("utc", False)), known,
        {str(key).lower(): str(value) for key, value in platforms.items()},
        tuple(dict(each) for each in examples if isinstance(each, dict)),
    )  # fmt: skip
    hint = _unfit(pattern) if file is not None else None
    if hint is not None:
        raise wrong(hint)
    return pattern


def _unfit(pattern: NamePattern) -> str | None:
    """Why a pattern of the user's cannot be run; None if it can."""
    from obslog.imagery.regex_cost import MOST_WAYS, ways_to_match

    groups = pattern.regex.groupindex
    missing = [group for group in _NEEDED[pattern.kind] if group not in groups]
    if {"month", "day", "hour", "end_year"} & groups.keys() and "year" not in groups:
        missing = ["year"]
    if missing:
        return f"its regex needs a group (?P<{missing[0]}>...)"
    for key, template in pattern.fields.items():
        try:
            wanted = [name for _, name, spec, turn in string.Formatter().parse(template) if name is not None]
        except ValueError:
            return f"its {key} {template!r} cannot be read"
        strange = next((name for name in wanted if name not in groups), None)
        if strange is not None or "!" in template or ":" in template:
            return f"its {key} {template!r} may only name groups of its regex, such as {{unit}}"
    try:
        ways = ways_to_match(pattern.regex)
    except (RecursionError, AttributeError, KeyError, TypeError, ValueError):
        return "its regex cannot be checked; write it more simply"
    if ways > MOST_WAYS:
        return (
            "its regex could take very long over one name: begin it with ^, write [^_]* for .*, "
            "and do not repeat what repeats"
        )
    return None
