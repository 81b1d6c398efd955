"""Which types have the length and the span that were measured: always the set, never only the first.

chi2 = sum of ((measured - published) / s)^2 with s^2 = 2 (pixels x GSD)^2 + (1 % v)^2 + (0.5 % v)^2, v the
published figure: two ends pointed at, the scale of the image, the roundness of the figure (change.md 5). Size
gives a set, features decide: 46.2 x 50.9 m is an Il-76, Il-78, A-50, A-60 and a Tu-95.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import hypot, isfinite

from obslog.model.errors import WordError
from obslog.model.types import ObjectType, TypeTree

#: 99 % of a chi2 distribution with one and with two degrees of freedom.
LIMIT_99 = {1: 6.635, 2: 9.210}
#: Where the image's GSD is not known, the error is reckoned with this one, in metres, and the answer says so.
GSD_UNKNOWN_M = 0.5
#: Pointing error of one end of a line, in pixels.
POINTING_PX = 1.0
_SCALE, _ROUNDNESS = 0.01, 0.005
#: A swing wing whose swept span nobody published is taken to close to this share of its spread.
_SWEPT_SHARE = 0.5

#: Figures in a note that are another published size of the same type: "23.3 swept", "24.6 with probe".
_FIGURE = re.compile(
    r"(?P<m>\d+(?:\.\d+)?) (?P<what>swept|with probe|without|is quoted|rotors turning|\(memory\))"
    r"|(?P<before>fold to about|hull|waterline) (?P<after>\d+(?:\.\d+)?)"
)
_OF_SPAN = ("fold to about", "waterline")
_OF_LENGTH = ("hull", "with probe", "rotors turning")
#: What a dimension of that kind may show on an image, as a person needs to know it.
_CAVEATS = {
    "rotor diameter": "the rotor is no width where its blades are folded or stopped",
    "wingspan spread": "swing wing: any span down to the swept one fits",
}


@dataclass(frozen=True)
class Fit:
    """One type that fits: how well, its published figures in metres, and what to know of them.

    `variants` are types below it that fit as well and are named by it. `at_length_m` and `at_span_m` are the
    published figures that were compared, where a type has several (a probe, a swept wing); else the first.
    """

    type: str
    chi2: float
    length_m: float | None
    span_m: float | None
    span_kind: str = ""
    variants: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    checked: bool = False
    at_length_m: float | None = None
    at_span_m: float | None = None

    @property
    def size(self) -> str:
        """The published figures, e.g. `46.6 x 50.5 m`."""
        known = [f"{v:g}" for v in (self.length_m, self.span_m) if v is not None]
        return f"{' x '.join(known)} m"


@dataclass(frozen=True)
class TypeFit:
    """The types within 99 %, best first; what cannot be told apart by size, and what tells the others apart.

    `same_size` are groups of types of this set whose published figures differ by less than the error;
    `distinguishes` says of each other type how it differs from the first. `gsd_assumed` is True where the GSD
    was not given.
    """

    length_m: float | None
    span_m: float | None
    gsd_m: float
    gsd_assumed: bool
    fits: tuple[Fit, ...]
    same_size: tuple[tuple[str, ...], ...]
    distinguishes: tuple[str, ...]
    sentence: str

    def wire(self) -> dict[str, object]:
        """The shape of `type fit --json`."""
        return {
            "length_m": self.length_m,
            "span_m": self.span_m,
            "gsd_m": self.gsd_m,
            "gsd_assumed": self.gsd_assumed,
            "fits": [
                {
                    "type": fit.type, "chi2": round(fit.chi2, 2), "length_m": fit.length_m, "span_m": fit.span_m,
                    "span_kind": fit.span_kind, "variants": list(fit.variants), "notes": list(fit.notes),
                    "checked": fit.checked,
                }
                for fit in self.fits
            ],
            "same_size": [list(group) for group in self.same_size],
            "distinguishes": list(self.distinguishes),
            "sentence": self.sentence,
        }  # fmt: skip


def type_fit(
    tree: TypeTree,
    length_m: float | None = None,
    span_m: float | None = None,
    *,
    gsd_m: float | None = None,
    below: str = "object",
) -> TypeFit:
    """The types at or below `below` whose published size fits a measured length and span (wings, rotor, beam).

    Metres; one of the two may be missing. Raises `WordError` where both are, or for what is no length, and
    `NotFoundError` for a type that is not in the tree.
    """
    given = [("length", length_m), ("span", span_m), ("GSD", gsd_m)]
    for what, value in given:
        if value is not None and not (isfinite(value) and 0 < value < 10_000):
            raise WordError(what, f"{value:g}", "a length in metres, above zero")
    if length_m is None and span_m is None:
        raise WordError("size", "", "give a length, a span, or both, in metres")
    error_px_m = POINTING_PX * (GSD_UNKNOWN_M if gsd_m is None else gsd_m)
    below = tree.resolve(below)
    members = tree.subtree(below)
    nodes = [tree.get(name) for name in tree.names if name in members]
    found = [fit for node in nodes if (fit := _fit(node, length_m, span_m, error_px_m)) is not None]
    fits = tuple(sorted(_folded(tree, found), key=lambda fit: (round(fit.chi2, 6), fit.type)))
    same = _same_size(fits, length_m, span_m, error_px_m)
    apart = tuple(_apart(fits[0], fit, error_px_m, same) for fit in fits[1:]) if fits else ()
    told = tuple(line for line in apart if line)
    shown = error_px_m / POINTING_PX
    sentence = _sentence(length_m, span_m, shown, gsd_m is None, fits, same)
    return TypeFit(length_m, span_m, shown, gsd_m is None, fits, same, told, sentence)


def error_m(value_m: float, pointing_m: float) -> float:
    """The standard error of a measured length against a published one (module's formula), in metres."""
    return hypot(2**0.5 * pointing_m, _SCALE * value_m, _ROUNDNESS * value_m)


def _fit(node: ObjectType, length_m: float | None, span_m: float | None, pointing_m: float) -> Fit | None:
    """The fit of one type; None where nothing of it is published that was measured, or it lies outside 99 %."""
    lengths, spans = published(node)
    chi2, dims = 0.0, 0
    at_length, at_span = node.length_m, node.span_m
    if length_m is not None and lengths:
        part, at_length = _nearest(length_m, lengths, pointing_m)
        chi2, dims = chi2 + part, dims + 1
    if span_m is not None and spans:
        part, at_span = _nearest(span_m, spans, pointing_m)
        chi2, dims = chi2 + part, dims + 1
    if not dims or chi2 > LIMIT_99[dims]:
        return None
    notes = tuple(note for note in (node.note, _CAVEATS.get(node.span_kind, "")) if note)
    return Fit(
        node.name,
        chi2,
        node.length_m,
        node.span_m,
        node.span_kind,
        (),
        notes,
        node.checked,
        at_length,
        at_span,
    )


def published(node: ObjectType) -> tuple[tuple[tuple[float, float], ...], tuple[tuple[float, float], ...]]:
    """The lengths and spans in metres at which a type may be measured, as ranges (low, high).

    A figure in the note ("24.6 with probe", "wings fold to about 7.4", "46.2 is quoted") is another length or
    span, where the words do not say which, of the one it is nearer to. A swing wing spans anything from swept to
    spread.
    """
    lengths = [] if node.length_m is None else [(node.length_m, node.length_m)]
    spans = [] if node.span_m is None else [(node.span_m, node.span_m)]
    swept = node.span_m * _SWEPT_SHARE if node.span_m else None
    for match in _FIGURE.finditer(node.note):
        metres = float(match["m"] or match["after"])
        what = match["what"] or match["before"]
        if what == "swept":
            swept = metres
        elif what in _OF_SPAN or (what not in _OF_LENGTH and _nearer(metres, node.span_m, node.length_m)):
            spans.append((metres, metres))
        else:
            lengths.append((metres, metres))
    if node.span_kind == "wingspan spread" and node.span_m is not None and swept is not None:
        spans = [(min(swept, node.span_m), node.span_m)]
    return tuple(lengths), tuple(spans)


def _nearer(metres: float, span_m: float | None, length_m: float | None) -> bool:
    """Whether a figure is nearer to the span than to the length."""
    if span_m is None or length_m is None:
        return length_m is None
    return abs(metres - span_m) < abs(metres - length_m)


def _nearest(
    measured_m: float, ranges: Iterable[tuple[float, float]], pointing_m: float
) -> tuple[float, float]:
    """(chi2, metres) of the published figure that a measurement lies nearest to, in standard errors."""
    tried = []
    for low, high in ranges:
        figure = min(max(measured_m, low), high)
        tried.append((((measured_m - figure) / error_m(figure, pointing_m)) ** 2, figure))
    return min(tried)


def _folded(tree: TypeTree, found: Sequence[Fit]) -> list[Fit]:
    """The fits without those whose own parent fits: variants (Il-76MD) are named by it (Il-76)."""
    names = {fit.type for fit in found}
    under: dict[str, list[str]] = {}
    for fit in found:
        heads = [up for up in tree.ancestors(fit.type) if up in names]
        if heads:
            under.setdefault(heads[-1], []).append(fit.type)
    variants = {name for group in under.values() for name in group}
    return [
        replace(fit, variants=tuple(under.get(fit.type, ()))) for fit in found if fit.type not in variants
    ]


def _same_size(
    fits: Sequence[Fit], length_m: float | None, span_m: float | None, pointing_m: float
) -> tuple[tuple[str, ...], ...]:
    """Groups of fits that no measurement on this image tells apart: figures within the error of one another."""
    groups: list[list[Fit]] = []
    for fit in fits:
        for group in groups:
            if all(not _differences(fit, other, pointing_m, length_m, span_m) for other in group):
                group.append(fit)
                break
        else:
            groups.append([fit])
    return tuple(tuple(fit.type for fit in group) for group in groups if len(group) > 1)


def _differences(
    one: Fit, other: Fit, pointing_m: float, length_m: float | None = 0.0, span_m: float | None = 0.0
) -> list[tuple[str, float, float]]:
    """(dimension, other minus one, error) where published figures differ by more than the error of measuring.

    A dimension that was not measured (None) does not count.
    """
    found = []
    for what, measured, a, b in (
        ("length", length_m, one.at_length_m, other.at_length_m),
        (_span_word(one), span_m, one.at_span_m, other.at_span_m),
    ):
        if measured is None or a is None or b is None:
            continue
        error = error_m(max(a, b), pointing_m)
        if abs(a - b) > error:
            found.append((what, b - a, error))
    return found


def _span_word(fit: Fit) -> str:
    return {"rotor diameter": "rotor", "beam": "beam", "width": "width"}.get(fit.span_kind, "span")


def _apart(first: Fit, other: Fit, pointing_m: float, same: Sequence[Sequence[str]]) -> str:
    """How a type differs from the best fit, as a person says it; empty for one of the same size."""
    if any(first.type in group and other.type in group for group in same):
        return ""
    parts = []
    for what, by, error in _differences(first, other, pointing_m):
        word = (
            ("longer" if by > 0 else "shorter")
            if what == "length"
            else f"{'more' if by > 0 else 'less'} {what}"
        )
        parts.append(f"{abs(by):.1f} m {word} (error {error:.1f} m)")
    return f"{other.type} against {first.type}: {', '.join(parts)}" if parts else ""


def _sentence(
    length_m: float | None,
    span_m: float | None,
    gsd_m: float,
    assumed: bool,
    fits: Sequence[Fit],
    same: Sequence[Sequence[str]],
) -> str:
    size = " x ".join(f"{v:.1f}" for v in (length_m, span_m) if v is not None)
    which = "" if length_m is not None and span_m is not None else " long" if span_m is None else " wide"
    scale = f"GSD not known, taken as {gsd_m:g} m" if assumed else f"GSD {gsd_m:g} m"
    if not fits:
        return f"{size} m{which}: no type of known size fits ({scale})."
    names = [fit.type for fit in fits]
    shown = ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
    text = f"{size} m{which} fits {shown} ({scale}, 99 %)."
    if same:
        groups = "; ".join(_listed(group) for group in same)
        alone = {False: "Size", True: "Length alone" if span_m is None else "This alone"}
        both = length_m is not None and span_m is not None
        also = "look for features" if both else f"measure the {'span' if span_m is None else 'length'} too"
        text += f" {alone[not both]} does not tell apart {groups}: {also}."
    elif len(fits) == 1:
        text += " Of the types of known size, no other does."
    return text


def _listed(names: Sequence[str]) -> str:
    if len(names) > 6:
        return f"{', '.join(names[:6])} and {len(names) - 6} more"
    return f"{', '.join(names[:-1])} and {names[-1]}"
