"""How long two pictures take to be laid on one another, beside one plain cross-correlation of the whole by FFT."""

from __future__ import annotations

import time

import numpy as np
from scipy.fft import irfft2, rfft2
from scipy.ndimage import gaussian_filter, shift

from obslog.change.registering import register

MOVED = (3.4, -6.7)


def scene(size: int) -> np.ndarray:
    rng = np.random.default_rng(4)
    ground = gaussian_filter(rng.normal(size=(size, size)), 12) * 6
    ground += gaussian_filter(rng.normal(size=(size, size)), 1.5) * 0.8
    for _ in range(size * size // 6000):
        row, column = rng.integers(10, size - 40, 2)
        ground[row : row + 20, column : column + 12] += rng.normal() * 1.5
    return ground


def grey(picture: np.ndarray) -> np.ndarray:
    return ((picture - picture.min()) / np.ptp(picture) * 255).astype(np.uint8)


def best(of: int, call) -> float:  # type: ignore[no-untyped-def]
    times = []
    for _ in range(of):
        begun = time.perf_counter()
        call()
        times.append(time.perf_counter() - begun)
    return min(times)


def plain(one: np.ndarray, other: np.ndarray) -> tuple[int, ...]:
    product = irfft2(rfft2(other.astype(np.float32)) * np.conj(rfft2(one.astype(np.float32))))
    return tuple(int(each) for each in np.unravel_index(int(product.argmax()), product.shape))


def main() -> None:
    print("side    ours s   plain FFT s   ratio   off px")
    for size in (1024, 4096):
        before = scene(size)
        after = grey(shift(before, MOVED, order=3, mode="reflect"))
        before = grey(before)
        found = register(before, after, 20)
        off = np.hypot(found.columns - MOVED[1], found.rows - MOVED[0])
        ours, peer = (
            best(3, lambda b=before, a=after: register(b, a, 20)),
            best(3, lambda b=before, a=after: plain(b, a)),
        )
        print(f"{size:5} {ours:9.2f} {peer:13.2f} {ours / peer:7.2f} {off:8.3f}")


if __name__ == "__main__":
    main()
