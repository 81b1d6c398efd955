"""What of an image may leave the log: its publication flag and licence obeyed, names and notes taken out when asked."""

from __future__ import annotations

from dataclasses import dataclass

from obslog.model.images import Image
from obslog.model.text import safe


@dataclass(frozen=True)
class Rule:
    """How strict a report is: with `strict`, pictures only of images that somebody said may be published."""

    strict: bool = False


def why_not_shown(image: Image, rule: Rule) -> str | None:
    """Why the pixels of an image are left out, as the end of a sentence; None where they may be shown."""
    because = f" ({safe(image.publication_reason)})" if image.publication_reason else ""
    if image.publication == "no":
        return f"this image may not be published{because}"
    if image.publication == "credit":
        return f"this image may be named and credited, not shown{because}"
    if rule.strict and image.publication != "yes":
        return "nobody has said that this image may be published"
    return None
