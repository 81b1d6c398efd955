"""Which sidecars describe an image, over all formats there are: one module of this folder a family."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules

from obslog.imagery import sidecars
from obslog.imagery.claims import Claim, clean_text
from obslog.imagery.sidecars.bounded import SidecarError
from obslog.imagery.sidecars.formats import SidecarFormat
from obslog.imagery.sidecars.listing import Folder
from obslog.model.when import Basis

_LEVELS = 6
_BOUNDARY = re.compile(r"[_.\-]")


@dataclass(frozen=True)
class Sidecar:
    """One file that may describe images: its format, the folder that holds it, its name.

    `home` is the folder whose images it describes (and those below, to the format's depth); `scene` the base
    name of those images, folded, "" for all.
    """

    format: SidecarFormat
    folder: Folder
    name: str
    home: Folder
    scene: str

    @property
    def product(self) -> tuple[bytes, str]:
        """What is one product: the folder and the base name in it."""
        return self.home.place, self.scene

    def claim(self) -> Claim | None:
        """What it says; None if it is not of this format. One that is of no use says only so."""
        key = f"claim of {self.format.name} in {self.name}"
        if key not in self.folder.notes:
            self.folder.notes[key] = self._read()
        found: Claim | None = self.folder.notes[key]
        return found

    def _read(self) -> Claim | None:
        shown = clean_text(self.name, 200)
        try:
            return self.format.read(self.folder, self.name)
        except SidecarError as error:
            warning = f"{shown} ({self.format.name}) beside the image is not used: {error}"
            return Claim(Basis.SIDECAR, f"{self.format.name} {shown}", warnings=(warning,))


@lru_cache(maxsize=1)
def all_formats() -> tuple[SidecarFormat, ...]:
    """Every format of every module of this folder, in the order of the modules' names."""
    found: list[SidecarFormat] = []
    for module in sorted(iter_modules(sidecars.__path__), key=lambda each: each.name):
        found.extend(getattr(import_module(f"{sidecars.__name__}.{module.name}"), "FORMATS", ()))
    return tuple(found)


def sidecars_of(folder: Folder, image: bytes) -> list[Sidecar]:
    """The sidecars that describe the image of that name in `folder`, those in its own folder first."""
    try:
        name = image.decode("utf-8")
    except UnicodeDecodeError:
        return []
    found: list[Sidecar] = []
    here: Folder | None = folder
    for level in range(_LEVELS + 1):
        if here is None:
            break
        table = homed(here)
        for form in all_formats():
            if level > form.depth or form.name not in table:
                continue
            by_scene = table[form.name]
            for scene in _scenes(form.bare(name).casefold()) if level == 0 or "" not in by_scene else [""]:
                if scene in by_scene:
                    found.extend(by_scene[scene])
                    break
        if level == _LEVELS or not _may_be_product(here):
            break
        here = here.parent
    return found


def described_by_a_product_above(folder: Folder) -> bool:
    """True if `folder` lies within the own folder of a product, whose sidecars then speak for all of it."""
    above = folder.parent
    for level in range(1, _LEVELS + 1):
        if above is None or not _may_be_product(above):
            return False
        for scenes in homed(above).values():
            for sidecar in scenes.get("", ()):
                if sidecar.format.depth >= level and sidecar.claim() is not None:
                    return True
                if sidecar.format.inside and sidecar.folder.place == folder.place:
                    return True
        above = above.parent
    return False


def homed(folder: Folder) -> dict[str, dict[str, list[Sidecar]]]:
    """The sidecars whose home is `folder`: format name -> scene (folded) -> sidecars."""
    if "homed" not in folder.notes:
        table: dict[str, dict[str, list[Sidecar]]] = {}
        for sidecar in _at_home(folder):
            table.setdefault(sidecar.format.name, {}).setdefault(sidecar.scene, []).append(sidecar)
        folder.notes["homed"] = table
    found: dict[str, dict[str, list[Sidecar]]] = folder.notes["homed"]
    return found


def _at_home(folder: Folder) -> Iterator[Sidecar]:
    outside = [form for form in all_formats() if not form.inside]
    for name in folder.shown_names:
        for form in outside:
            if form.fits(name):
                yield Sidecar(form, folder, name, folder, form.scene(name).casefold())
    for form in all_formats():
        for inner_name in form.inside:
            inner = folder.folder(inner_name)
            for name in inner.shown_names if inner is not None else ():
                if form.fits(name):
                    assert inner is not None
                    yield Sidecar(form, inner, name, folder, form.scene(name).casefold())


def _scenes(name: str) -> Iterator[str]:
    """The base names that an image of this name may have, longest first: itself, cut at boundaries, ""."""
    yield name
    for match in reversed(list(_BOUNDARY.finditer(name))):
        yield name[: match.start()]
    yield ""


def _may_be_product(folder: Folder) -> bool:
    """False where looking further up is senseless: the top of a disk."""
    return folder.place not in (b"/", b"")
