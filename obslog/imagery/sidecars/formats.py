"""What a sidecar format is: how its files are named, which images they describe, and how they are read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from obslog.imagery.claims import Claim

if TYPE_CHECKING:
    from obslog.imagery.sidecars.listing import Folder


def stem(name: str) -> str:
    """The name without its last suffix."""
    dot = name.rfind(".")
    return name[:dot] if dot > 0 else name


def same(name: str) -> str:
    """The name as it stands."""
    return name


def everything(name: str) -> str:
    """The scene of a sidecar that describes every image of its folder."""
    return ""


@dataclass(frozen=True)
class SidecarFormat:
    """One kind of sidecar of one provider.

    `pattern` fits the whole name of a file that may be one, whatever its case. `read` takes the folder that
    holds it and its name, and returns what it says; None if its content is not of this format after all;
    raises `SidecarError` if it is of this format but of no use.

    Which images it describes: those of its own folder whose name, after `bare` took off what the provider
    puts before the base name, is or continues (at a `_`, `-` or `.`) the base name that `scene` takes from
    the sidecar's name; "" describes every image there. `depth` above 0 says that the folder is the product's
    own, so that images in folders down to so many levels below are described too. `inside` names folders (of
    the product's own folder) in which the sidecar itself lies.
    """

    name: str
    pattern: re.Pattern[str]
    read: Callable[[Folder, str], Claim | None]
    scene: Callable[[str], str] = stem
    bare: Callable[[str], str] = same
    depth: int = 0
    inside: tuple[str, ...] = ()

    def fits(self, name: str) -> bool:
        """True if a file of this name may be such a sidecar."""
        return self.pattern.fullmatch(name) is not None
