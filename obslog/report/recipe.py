"""How a report was asked for, kept in the report itself, so that it can be made again and compared."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from obslog.model.errors import WordError


@dataclass(frozen=True)
class Recipe:
    """What was asked of `obslog report`: the id of the site, the period as it was written, and the options."""

    site: str
    since: str | None = None
    until: str | None = None
    pictures: int = 0
    publish: bool = False
    redact: bool = False
    stands: bool = False

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
            kinds = {"site": str, "since": str, "until": str, "pictures": int}
            known = {one.name for one in fields(cls)}
            good = isinstance(found, dict) and set(found) <= known and "site" in found
            good = good and all(type(value) is kinds.get(name, bool) for name, value in found.items())
        except (ValueError, RecursionError):
            good = False
        if not good:
            raise WordError("recipe", text[:60], "it is not as obslog writes it")
        return cls(**found)
