"""How two pictures of one ground lie on one another, told from their edges; it abstains where it is not sure.

Edges (the size of the gradient) outlive other light and haze better than brightness does. The earlier picture is
slid over the later and correlated at each shift; where the best shift does not stand out from the next peak, or
lies at the end of the search, no shift is given: a wrong one looks as sharp as a right one (change.md 3).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Mask = NDArray[np.bool_]

#: The best peak must stand so much above the next (correlation, -1..1). Of 21 real pairs years apart, 8 passed and all
#: were right to 4 px; of those below many were absurd.
MARGIN = 0.04
#: Pictures shorter than this on a side say too little, in pixels.
SHORTEST = 48
#: Longer sides are first laid on one another made smaller, then refined by so many patches of full size.
_LONGEST = 1100
_PATCH, _PATCHES = 192, 4
#: A refining patch moves at most this far from the coarse answer, in pixels; fewer than so many agreeing are none.
_FINE_REACH = 4
_LEAST_PATCHES = 4
#: Patches agree when they lie so near their median, in pixels.
_AGREE = 1.5
#: The valid share below which a picture or patch is not used.
_LEAST_VALID = 0.5


@dataclass(frozen=True)
class Registration:
    """How the later picture lies against the earlier: pixel (c, r) of the earlier is at (c + columns, r + rows).

    `score` is the correlation there, `margin` by how much it stands above the next peak, `patches` how many parts of
    the picture say so (1 where it was laid as one). `why_not` says why no shift is given; then both are 0.
    """

    columns: float
    rows: float
    score: float
    margin: float
    patches: int = 1
    why_not: str | None = None

    @property
    def found(self) -> bool:
        """Whether there is a shift to go by."""
        return self.why_not is None

    @property
    def length_px(self) -> float:
        """How far it goes, in pixels."""
        return hypot(self.columns, self.rows)


def register(
    before: NDArray[Any],
    after: NDArray[Any],
    reach_px: float,
    valid_before: Mask | None = None,
    valid_after: Mask | None = None,
) -> Registration:
    """The shift between two grey pictures (row, column) of one size and scale, sought up to `reach_px` each way.

    Masks are true where there is picture. Deterministic; it never raises for pictures that say nothing.
    """
    import numpy as np

    height, width = before.shape
    if before.shape != after.shape:
        raise ValueError(
            f"pictures of one size are laid on one another, not {before.shape} and {after.shape}"
        )
    reach = max(2, min(round(reach_px), min(height, width) // 4))
    if min(height, width) < SHORTEST:
        return _none(f"they share {width} x {height} pixels, which say too little")
    one = np.ones(before.shape, bool) if valid_before is None else valid_before
    other = np.ones(after.shape, bool) if valid_after is None else valid_after
    if min(float(one.mean()), float(other.mean())) < _LEAST_VALID:
        return _none("less than half of the ground that they share has valid pixels on both")
    times = -(-max(height, width) // _LONGEST)
    if times == 1:
        return _peak(_surface(edges(before, one), edges(after, other), reach), reach)
    coarse = _peak(
        _surface(
            edges(_smaller(before, times), _smaller_mask(one, times)),
            edges(_smaller(after, times), _smaller_mask(other, times)),
            max(2, -(-reach // times)),
        ),
        max(2, -(-reach // times)),
    )
    if not coarse.found:
        return coarse
    return _refined(before, after, (one, other), coarse, times)


def edges(picture: NDArray[Any], valid: Mask) -> Floats:
    """The size of the gradient of a grey picture, largest values cut off; 0 where it is not valid."""
    import numpy as np
    from scipy.ndimage import minimum_filter

    grey = picture.astype(np.float32)
    if not valid.all():
        grey = np.where(valid, grey, grey[valid].mean() if valid.any() else 0).astype(np.float32)
        valid = minimum_filter(valid, 3)
    # Central differences after a mean over three: less noise, and no half pixel of offset.
    grey = _mean3(_mean3(grey).T).T
    size = np.zeros_like(grey)
    across, down = grey[1:-1, 2:] - grey[1:-1, :-2], grey[2:, 1:-1] - grey[:-2, 1:-1]
    size[1:-1, 1:-1] = np.sqrt(across * across + down * down)
    # A few glints would outweigh all else.
    top = float(np.percentile(size[:: max(1, size.shape[0] // 256), :: max(1, size.shape[1] // 256)], 99))
    if top > 0:
        np.minimum(size, top, out=size)
    size[~valid] = 0
    return size


def _mean3(picture: Floats) -> Floats:
    import numpy as np

    padded = np.pad(picture, ((0, 0), (1, 1)), mode="edge")
    return (padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]) / np.float32(3)


def _smaller(picture: NDArray[Any], times: int) -> Floats:
    """Means of `times` x `times` pixels; what does not fill the last row and column is left out."""
    import numpy as np

    height, width = (side // times * times for side in picture.shape)
    kept = picture[:height, :width]
    # Sums of strided slices: a dozen times quicker than a reduction over blocks.
    rows = kept[0::times].astype(np.float32)
    for step in range(1, times):
        rows += kept[step::times]
    both = rows[:, 0::times].copy()
    for step in range(1, times):
        both += rows[:, step::times]
    return both / np.float32(times * times)


def _smaller_mask(mask: Mask, times: int) -> Mask:
    if mask.all():
        import numpy as np

        return np.ones(tuple(side // times for side in mask.shape), bool)
    return _smaller(mask, times) > 0.99


def _surface(before: Floats, after: Floats, reach: int) -> NDArray[np.float64]:
    """Correlation (zero-mean, normalised) at each shift, (2 reach + 1, 2 reach + 1), rows and columns from -reach.

    The middle of the earlier picture is the template, so that every shift compares the same pixels of it.
    """
    import numpy as np
    from scipy.fft import irfft2, next_fast_len, rfft2

    template = before[reach:-reach, reach:-reach].astype(np.float64)
    template = template - template.mean()
    norm = float((template * template).sum())
    size = 2 * reach + 1
    if norm <= 0:
        return np.zeros((size, size))
    shape = [next_fast_len(side, real=True) for side in after.shape]
    spectrum = rfft2(after.astype(np.float32), shape) * np.conj(rfft2(template.astype(np.float32), shape))
    product = irfft2(spectrum, shape)[:size, :size]
    sums, squares = _window_sums(after, template.shape), _window_sums(after * after, template.shape)
    energy = np.maximum(squares - sums * sums / template.size, 0)
    bottom = np.sqrt(energy * norm)
    return np.where(bottom > 1e-9 * norm, product / np.maximum(bottom, 1e-30), 0.0)


def _window_sums(picture: Floats, window: tuple[int, ...]) -> NDArray[np.float64]:
    import numpy as np

    table = np.zeros((picture.shape[0] + 1, picture.shape[1] + 1))
    np.cumsum(np.cumsum(picture, axis=0, dtype=np.float64), axis=1, out=table[1:, 1:])
    high, wide = window
    return table[high:, wide:] - table[:-high, wide:] - table[high:, :-wide] + table[:-high, :-wide]


def _peak(surface: NDArray[np.float64], reach: int) -> Registration:
    """The best shift of a surface, between pixels, or why there is none."""
    import numpy as np
    from scipy.ndimage import maximum_filter

    row, column = (int(each) for each in np.unravel_index(int(surface.argmax()), surface.shape))
    best = float(surface[row, column])
    if best <= 0:
        return _none("they have no edges in common")
    if row in (0, 2 * reach) or column in (0, 2 * reach):
        return _none(f"the best shift lies at the end of the search, {reach} pixels away", best)
    rivals = (surface == maximum_filter(surface, 3)) & (surface < best)
    # The shoulder of the peak itself is no rival.
    rivals[max(0, row - 2) : row + 3, max(0, column - 2) : column + 3] = False
    rim = np.concatenate((surface[0], surface[-1], surface[:, 0], surface[:, -1]))
    next_best = max(float(surface[rivals].max(initial=-1.0)), float(rim.max()))
    margin = best - next_best
    if margin < MARGIN:
        why = f"the best shift does not stand out (by {margin:.3f}, at least {MARGIN:g} is asked)"
        return _none(why, best, margin)
    down = _between(surface[row - 1 : row + 2, column])
    across = _between(surface[row, column - 1 : column + 2])
    return Registration(column - reach + across, row - reach + down, best, margin)


def _between(three: NDArray[np.float64]) -> float:
    """The top of a parabola through three values, from the middle one, within half a pixel."""
    left, middle, right = (float(each) for each in three)
    bend = left - 2 * middle + right
    return 0.0 if bend >= 0 else max(-0.5, min(0.5, 0.5 * (left - right) / bend))


def _refined(
    before: NDArray[Any],
    after: NDArray[Any],
    valid: tuple[Mask, Mask],
    coarse: Registration,
    times: int,
) -> Registration:
    """The coarse shift made exact by patches of full size spread over the picture; their median."""
    import numpy as np

    height, width = before.shape
    down, across = round(coarse.rows * times), round(coarse.columns * times)
    edge = _PATCH // 2 + max(abs(down), abs(across)) + 1
    found: list[tuple[float, float]] = []
    for middle_row in np.linspace(edge, height - edge - 1, _PATCHES).astype(int):
        for middle_column in np.linspace(edge, width - edge - 1, _PATCHES).astype(int):
            top, left = int(middle_row) - _PATCH // 2, int(middle_column) - _PATCH // 2
            here = slice(top, top + _PATCH), slice(left, left + _PATCH)
            there = (
                slice(top + down, top + down + _PATCH),
                slice(left + across, left + across + _PATCH),
            )
            masks = valid[0][here], valid[1][there]
            if before[here].shape != (_PATCH, _PATCH) or after[there].shape != (_PATCH, _PATCH):
                continue
            if min(float(masks[0].mean()), float(masks[1].mean())) < 0.9:
                continue
            reach = _FINE_REACH + times
            one = _peak(_surface(edges(before[here], masks[0]), edges(after[there], masks[1]), reach), reach)
            if one.found:
                found.append((one.columns + across, one.rows + down))
    if len(found) < _LEAST_PATCHES:
        return _none(f"only {len(found)} parts of the picture say how it lies", coarse.score, coarse.margin)
    shifts = np.array(found)
    middle = np.median(shifts, axis=0)
    near = shifts[np.hypot(*(shifts - middle).T) <= _AGREE]
    if len(near) < max(_LEAST_PATCHES, len(shifts) / 2):
        return _none("parts of the picture lie differently: the ground or the angle differs", coarse.score)
    columns, rows = (float(each) for each in near.mean(axis=0))
    return Registration(columns, rows, coarse.score, coarse.margin, len(near))


def _none(why: str, score: float = 0.0, margin: float = 0.0) -> Registration:
    return Registration(0.0, 0.0, score, margin, 0, why)
