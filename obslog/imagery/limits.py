"""How much one file may ask of this machine before any of its pixels is decoded."""

from __future__ import annotations

from dataclasses import dataclass

#: Bytes a second below which hashing or decoding no longer counts as going on.
_SLOWEST = 10_000_000


@dataclass(frozen=True)
class Limits:
    """Bounds on one raster: bands, pixels (width x height), pixels in one block, pixels per byte of file.

    They bound what one read decodes, not what a file holds: a scene of gigapixels is read strip by strip. The
    last one stops decompression bombs; it is lifted by `allow_dense` for mosaics that are mostly nodata and
    so compress well. `cpu_s` and `wall_s` bound the reading of one small file, in seconds (a large one has
    more, see `cpu_for`), and `memory` the address space of the process that reads it, in bytes.

    Of an archive: how many `members` it may have, how long a zip's central directory and one member unpacked
    may be, in bytes, and how many bytes one packed byte may unpack to (also lifted by `allow_dense`).
    """

    bands: int = 64
    pixels: int = 20_000_000_000
    block_pixels: int = 400_000_000
    pixels_per_byte: float = 1000.0
    allow_dense: bool = False
    cpu_s: int = 120
    wall_s: float = 180.0
    memory: int = 2 << 30
    members: int = 100_000
    directory_bytes: int = 32 << 20
    member_bytes: int = 4 << 30
    unpacked_per_byte: int = 1000

    def cpu_for(self, size: int) -> int:
        """Seconds of processor time that one file of `size` bytes may take."""
        return self.cpu_s + size // _SLOWEST

    def wall_for(self, size: int) -> float:
        """Seconds that one file of `size` bytes may take, a slow disk or share included."""
        return self.wall_s + 2 * size / _SLOWEST

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
