"""How a report was asked for, kept in the report itself, so that it can be made again and compared."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from obslog.model.errors import WordError


@dataclass(frozen=True)
class Recipe:
    """What was asked of `obslog report`: the id of the site, the period as it was written, and the options.

    For a summary `site` is empty; `sites` are the ids of those that were named, none where it is of all. `folder` is
    the name of the folder beside a Markdown report that holds its pictures, None where it has none.
    """

    site: str = ""
    since: str | None = None
    until: str | None = None
    pictures: int = 0
    publish: bool = False
    redact: bool = False
    stands: bool = False
    sites: tuple[str, ...] = ()
    folder: str | None = None

    @property
    def is_summary(self) -> bool:
        """Whether a summary of several sites was asked for."""
        return not self.site

    def to_text(self) -> str:
        """One line of ASCII that means nothing to HTML or Markdown; what is as usual is left out."""
        usual = {one.name: one.default for one in fields(self)}
        kept = {name: value for name, value in asdict(self).items() if value != usual[name]}
        text = json.dumps(kept, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        for sign in "<>&'`|*_~$":
            text = text.replace(sign, f"\\u{ord(sign):04x}") if sign in text else text
        return text

    @classmethod
    def from_text(cls, text: str) -> Recipe:
        """The recipe that `to_text` wrote. Raises `WordError` for anything else."""
        try:
            found: Any = json.loads(text)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict) or not all(_fits(name, value) for name, value in found.items()):
            raise WordError("recipe", text[:60], "it is not as obslog writes it")
        if "sites" in found:
            found["sites"] = tuple(found["sites"])
        return cls(**found)


_KINDS: dict[str, type[Any]] = {
    "site": str, "since": str, "until": str, "pictures": int, "publish": bool, "redact": bool, "stands": bool,
    "sites": list, "folder": str,
}  # fmt: skip


def _fits(name: str, value: Any) -> bool:
    """Whether a field of a recipe has a value of its kind."""
    if type(value) is not _KINDS.get(name):
        return False
    if name == "folder":
        # A name beside the report, never a way out of there.
        return value not in ("", ".", "..") and "/" not in value and "\0" not in value
    return name != "sites" or all(isinstance(each, str) for each in value)
