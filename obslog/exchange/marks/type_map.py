"""Labels of other tools as types of the tree: by the tree's own names, or as a person says; never guessed."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from obslog.exchange.files import read_file, text_in
from obslog.model.errors import FileRefusedError, NotFoundError, ObslogError, RefusedError
from obslog.model.notation import Notation
from obslog.model.types import TypeTree

_LARGEST = 4 << 20


class UnknownLabelsError(RefusedError):
    """Labels that name no type; `labels` holds each with how often it stands there and names that are near."""

    def __init__(self, name: str, labels: Mapping[str, tuple[int, tuple[str, ...]]]) -> None:
        self.labels = dict(labels)
        told = [
            f"{label!r} ({number}{', near: ' + ' or '.join(near) if near else ''})"
            for label, (number, near) in list(self.labels.items())[:6]
        ]
        more = f" and {len(self.labels) - 6} more" if len(self.labels) > 6 else ""
        first = next(iter(self.labels), "")
        super().__init__(
            f"{name}: no types of the tree: {', '.join(told)}{more}; say what they are: --map '{first}=TYPE', "
            "or --type-map FILE"
        )


def read_type_map(path: str | Path) -> dict[str, str]:
    """Label -> type of a TOML file, flat or below `[types]`; an empty type leaves the label out.

    Raises `FileRefusedError`.
    """
    try:
        document = tomllib.loads(text_in(read_file(path, _LARGEST), str(path)))
    except tomllib.TOMLDecodeError as error:
        raise FileRefusedError(str(path), f"it is no TOML ({error})") from None
    found = document.get("types", document)
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise FileRefusedError(str(path), 'write a line for each label: "Airplane" = "fixed-wing"')
    return {str(label): value for label, value in found.items()}


def types_for(
    tree: TypeTree, labels: Iterable[str], said: Mapping[str, str], name: str
) -> dict[str, str | None]:
    """Label -> type text (`An-26|An-32`), None for one that is left out.

    A label `Airplane/Basic` may be said by that name, or as `Airplane`. Raises `UnknownLabelsError` for all that
    name no type, and `NotFoundError` for a type that was said and is none.
    """
    notation = Notation(tree, _no_area)
    found: dict[str, str | None] = {}
    unknown: dict[str, tuple[int, tuple[str, ...]]] = {}
    for label, number in Counter(labels).items():
        given = said.get(label, said.get(label.partition("/")[0]) if "/" in label else None)
        if given is not None:
            found[label] = "|".join(notation.type_set(given)) if given.strip() else None
            continue
        try:
            found[label] = "|".join(notation.type_set(label))
        except ObslogError as error:
            unknown[label] = number, error.near if isinstance(error, NotFoundError) else ()
    if unknown:
        raise UnknownLabelsError(name, unknown)
    return found


def _no_area(name: str) -> str:
    raise RefusedError(f"a type holds no @: {name!r}")
