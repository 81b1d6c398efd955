"""How much one file may ask of this machine before any of its pixels is decoded."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds on one raster: bands, pixels (width x height), pixels in one block, pixels per byte of file.

    The last one stops decompression bombs; it is lifted by `allow_dense` for mosaics that are mostly nodata
    and so compress well. `cpu_s` and `wall_s` bound the decoding of one file, in seconds, and `memory` the
    address space of the process that decodes it, in bytes.
    """

    bands: int = 64
    pixels: int = 400_000_000
    block_pixels: int = 400_000_000
    pixels_per_byte: float = 1000.0
    allow_dense: bool = False
    cpu_s: int = 120
    wall_s: float = 180.0
    memory: int = 2 << 30

    def reason(self, width: int, height: int, bands: int, block_pixels: int, size: int) -> str | None:
        """Why a raster of these sizes (pixels, bands, `size` in bytes) is refused; None if it is not."""
        pixels = width * height
        if bands > self.bands:
            return f"{bands} bands; the limit is {self.bands}"
        if pixels > self.pixels:
            return f"{width} x {height} is {pixels:,} pixels; the limit is {self.pixels:,}"
        if block_pixels > self.block_pixels:
            return f"one block holds {block_pixels:,} pixels; the limit is {self.block_pixels:,}"
        if not self.allow_dense and pixels > self.pixels_per_byte * max(size, 1):
            ratio = pixels / max(size, 1)
            return f"{ratio:,.0f} pixels for each byte of file looks like a decompression bomb"
        return None


DEFAULT_LIMITS = Limits()
