"""Whether an image can support the level a type is named at: its class, its kind, the very type, or a variant.

What is asked is how many pixels the published size of the object covers: its characteristic dimension, the root
of length times span (as two-dimensional target acquisition models take it), over the GSD.

- class (aircraft, ship, vehicle): 5 pixels, the rule by which obslog clears zeros as well (DESIGN 6, None);
- kind (transport, fighter): 16 pixels, and the very type (Il-76): 26 pixels. J. Johnson, Analysis of Image Forming
  Systems (1958): 4 line pairs to recognise and 6.4 to identify for half of the observers; two pixels a pair,
  twice as many for 19 in 20 (J. A. Ratches, Night Vision Laboratory static performance model, 1975);
- a variant (Il-76MD): what sets it apart is a fitting, not its size. NIIRS 5 tells a Midas from a Candid by its
  refuelling equipment, NIIRS 6 models of helicopters (Visible NIIRS, March 1994).

NIIRS follows from the GSD by the slope of the image quality equation (3.32 for a factor of ten, GIQE 5) through
4.1 at 1 m, good to half a level (tradecraft.md 2.3: computed for RER .35-.50, SNR 30-50, at nadir).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import isfinite, log10, sqrt
from statistics import median

from obslog.model.errors import WordError
from obslog.model.types import ROOT, TypeTree

CLASS_PX, KIND_PX, TYPE_PX = 5.0, 16.0, 26.0
VARIANT_NIIRS, HELICOPTER_VARIANT_NIIRS = 5.0, 6.0
#: NIIRS at a GSD of one metre, and what ten times the GSD costs.
NIIRS_AT_1_M, NIIRS_SLOPE = 4.1, 3.32

_WORDS = {CLASS_PX: "class", KIND_PX: "kind", TYPE_PX: "type"}


@dataclass(frozen=True)
class Support:
    """Whether an image supports a level (`ok`); if not, `type_supported` is the nearest level above that it does.

    `pixels` is how many the object covers and `needed` how many that level takes; `gsd_m` what they were reckoned
    with. `ok` is None where nothing is known to judge by: `sentence` says what is missing.
    """

    type: str
    ok: bool | None
    type_supported: str | None
    pixels: float | None
    needed: float
    gsd_m: float | None
    niirs: float | None
    sentence: str

    def wire(self) -> dict[str, object]:
        """The shape of `type support --json`."""
        return {
            "type": self.type,
            "ok": self.ok,
            "type_supported": self.type_supported,
            "pixels": None if self.pixels is None else round(self.pixels, 1),
            "needed": self.needed,
            "gsd_m": self.gsd_m,
            "niirs": None if self.niirs is None else round(self.niirs, 1),
            "sentence": self.sentence,
        }


def niirs_of_gsd(gsd_m: float) -> float:
    """The NIIRS to expect of a GSD in metres, good to half a level."""
    return NIIRS_AT_1_M - NIIRS_SLOPE * log10(gsd_m)


def gsd_of_niirs(niirs: float) -> float:
    """The GSD in metres of which a NIIRS is to be expected."""
    return float(10 ** ((NIIRS_AT_1_M - niirs) / NIIRS_SLOPE))


@dataclass(frozen=True)
class Floor:
    """The coarsest GSD (metres) at which `type` can be told and its absence seen; `size_m` is what it was reckoned
    from, `pixels` how many of it that takes. `niirs` is a level that its variants need beside, None for other types.
    """

    type: str
    gsd_m: float
    size_m: float
    pixels: float
    niirs: float | None = None


def coarsest(tree: TypeTree, types: Iterable[str]) -> Floor | None:
    """What an image needs to tell each of `types`: the floor of the most demanding. None where no size is known.

    The level itself by `type_support`, and an absence by the rule that an image clears what is 5 x GSD or longer,
    a branch being as small as its smallest member (DESIGN 6, None). Raises `NotFoundError` for an unknown type.
    """
    floors: list[Floor] = []
    for given in types:
        name = tree.resolve(given)
        size, smallest = characteristic_m(tree, name), tree.smallest_m(name)
        reckoned = [(size, _needed(tree, name))] if size is not None else []
        reckoned += [(smallest, CLASS_PX)] if smallest is not None else []
        if reckoned:
            length, pixels = min(reckoned, key=lambda one: one[0] / one[1])
            floors.append(Floor(name, length / pixels, length, pixels, _variant_niirs(tree, name)))
    if not floors:
        return None
    hardest = min(floors, key=lambda floor: floor.gsd_m)
    return replace(
        hardest, niirs=max((floor.niirs for floor in floors if floor.niirs is not None), default=None)
    )


def type_support(
    tree: TypeTree, type_: str, *, gsd_m: float | None = None, niirs: float | None = None
) -> Support:
    """Judge one level by a GSD in metres, an estimate of NIIRS, or the worse of both.

    A candidate set (`An-26|An-32`) is as hard to name as the hardest of its members. Raises `NotFoundError` for a
    type that is not in the tree, `WordError` for figures that cannot be.
    """
    if "|" in type_:
        each = [type_support(tree, one, gsd_m=gsd_m, niirs=niirs) for one in type_.split("|")]
        return _of_set(tree, each)
    name = tree.resolve(type_)
    if gsd_m is not None and not (isfinite(gsd_m) and 0 < gsd_m < 1e5):
        raise WordError("GSD", f"{gsd_m:g}", "metres a pixel, above zero")
    if niirs is not None and not (isfinite(niirs) and 0 <= niirs <= 9.9):
        raise WordError("NIIRS", f"{niirs:g}", "a level from 0 to 9")
    needed = _needed(tree, name)
    if gsd_m is None and niirs is None:
        told = "neither GSD nor NIIRS of the image is known: nothing says how far it can be trusted"
        return Support(name, None, None, None, needed, None, None, f"{name}: {told}.")
    sharp = max(x for x in (gsd_m, None if niirs is None else gsd_of_niirs(niirs)) if x is not None)
    level = niirs_of_gsd(sharp)
    size = characteristic_m(tree, name)
    if size is None:
        told = f"{name}: no published size at or near it, so nothing says what this image can support."
        return Support(name, None, None, None, needed, sharp, level, told)
    pixels = size / sharp
    wanted = _variant_niirs(tree, name)
    if pixels >= needed and (wanted is None or level >= wanted):
        return Support(name, True, name, pixels, needed, sharp, level, _supported(name, pixels, sharp))
    up = _supported_above(tree, name, pixels)
    sentence = _refused(name, pixels, needed, sharp, level, wanted if pixels >= needed else None, up)
    return Support(name, False, up, pixels, needed, sharp, level, sentence)


def _of_set(tree: TypeTree, each: list[Support]) -> Support:
    """The answer for a candidate set from those for its members."""
    hardest = min(each, key=lambda s: ({False: 0, None: 1, True: 2}[s.ok], (s.pixels or 0.0) / s.needed))
    name = "|".join(s.type for s in each)
    if hardest.ok is not False:
        return replace(hardest, type=name, type_supported=name if hardest.ok else None)
    levels = [s.type_supported for s in each if s.type_supported is not None]
    shared = tree.lca(levels) if len(levels) == len(each) else None
    shared = None if shared == ROOT else shared
    why, _, _ = hardest.sentence.rpartition(": ")
    return replace(hardest, type=name, type_supported=shared, sentence=f"{why}: {_offer(shared)}.")


def characteristic_m(tree: TypeTree, name: str) -> float | None:
    """The root of length times span in metres, as published; of a branch that of its middle member.

    The smallest member decides what an image can clear; what it can name is judged by what the branch is like.
    None where nothing in the branch, or above a type without figures of its own, has a size.
    """
    own = _own_m(tree, name)
    if own is not None:
        return own
    below = [size for n in sorted(tree.subtree(name)) if (size := _own_m(tree, n)) is not None]
    if below:
        return median(below)
    return next((size for up in tree.ancestors(name) if (size := _own_m(tree, up)) is not None), None)


def _own_m(tree: TypeTree, name: str) -> float | None:
    node = tree.get(name)
    if node.length_m is None:
        return None
    return sqrt(node.length_m * (node.span_m or node.length_m))


def _needed(tree: TypeTree, name: str) -> float:
    """The pixels that naming this level takes."""
    if tree.depth(name) <= 1:
        return CLASS_PX
    return TYPE_PX if _is_type(tree, name) else KIND_PX


def _is_type(tree: TypeTree, name: str) -> bool:
    """Whether a node is a type one could meet, not a kind: it has a size, or nothing below it."""
    return tree.get(name).length_m is not None or not tree.children(name)


def _variant_niirs(tree: TypeTree, name: str) -> float | None:
    """The NIIRS that telling a variant from its like takes; None for what is no variant."""
    parent = tree.parent(name)
    if parent is None or tree.get(parent).length_m is None:
        return None
    return HELICOPTER_VARIANT_NIIRS if "helicopter" in tree.ancestors(name) else VARIANT_NIIRS


def _supported_above(tree: TypeTree, name: str, pixels: float) -> str | None:
    """The nearest level above that so many pixels of this object support; None where not even its class."""
    for up in tree.ancestors(name):
        if up != ROOT and pixels >= _needed(tree, up):
            return up
    return None


def _supported(name: str, pixels: float, gsd_m: float) -> str:
    return f"{name} covers about {pixels:.0f} pixels at {gsd_m:.2g} m: this image can support it."


def _refused(
    name: str, pixels: float, needed: float, gsd_m: float, niirs: float, wanted: float | None, up: str | None
) -> str:
    if wanted is not None:
        why = f"telling {name} from its like takes NIIRS {wanted:g}, this image has about {niirs:.1f}"
    else:
        shown = f"{pixels:.0f}" if pixels >= 2 else f"{pixels:.1f}"
        why = f"{name} covers about {shown} pixels at {gsd_m:.2g} m, and to name its {_WORDS[needed]} takes {needed:g}"
    return f"{why}: {_offer(up)}."


def _offer(up: str | None) -> str:
    return f"this image can support {up!r}" if up else "this image cannot even support its class"
