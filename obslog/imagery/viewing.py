"""An image open to be looked at, window by window; its file is decoded in a child process of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from obslog.imagery import view_bands, view_spare
from obslog.imagery.limits import DEFAULT_LIMITS, Limits
from obslog.imagery.opening import CHANGED as CHANGED_WHILE_READ
from obslog.imagery.stretch import Range, to_rgb
from obslog.imagery.view_process import (
    PIXEL_BYTES,
    CancelledError,
    LostError,
    RefusedByChildError,
    ViewProcess,
)
from obslog.imagery.view_worker import PIXELS_AT
from obslog.imagery.window import Pixels, Window, window_of
from obslog.model.errors import FileRefusedError, ObslogError, RefusedError, WordError
from obslog.places.ground_grid import GroundGrid

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from obslog.model.images import Tie
    from obslog.model.places import Geometry

__all__ = ["CancelledError", "ImageView", "Pixels", "Subject", "Window"]

GONE = "no longer there; if it was moved: obslog image relocate DIR"
CHANGED = "changed since it was imported; if the original lies elsewhere: obslog image relocate DIR"
_NOT_THERE = "no longer there"
Told = Callable[[float], None]
FoundGround = Callable[[GroundGrid | None], None]


@dataclass(frozen=True)
class Subject:
    """What the log knows of an image before its file is opened.

    `path` is the file (None: it is not there, and `trouble` says so), `shown` its name for a person, `size` its
    bytes, `width` and `height` pixels; `preview` the path of the import's small picture, `maker` provider and
    platform, `ties` those it is placed by, `ground` its grid if that is known, `valid_outline` the ground of its
    valid pixels where they are not all of it.
    """

    image_id: str
    path: bytes | None
    shown: str
    size: int
    width: int
    height: int
    preview: bytes | None = None
    maker: str = ""
    ties: tuple[Tie, ...] = ()
    ground: GroundGrid | None = None
    valid_outline: Geometry | None = None
    trouble: str | None = None


class ImageView:
    """One image open to be looked at. Nothing is opened before something is asked.

    Every question blocks and is for one thread at a time; `cancel` and `close` may come from any. A file that is
    not there shows its preview alone, and `trouble` says why. Questions raise `FileRefusedError` where the file
    changed, cannot be decoded, or ended the process that read it (the next question then starts another), and
    `CancelledError` after `cancel`.
    """

    def __init__(
        self, subject: Subject, limits: Limits = DEFAULT_LIMITS, *, on_ground: FoundGround = lambda grid: None
    ) -> None:
        """`on_ground` hears of the ground once it is found, on the thread that asked for it."""
        self._subject, self._limits, self._on_ground = subject, limits, on_ground
        self.image_id, self.width, self.height = subject.image_id, subject.width, subject.height
        self.valid_outline, self.trouble = subject.valid_outline, subject.trouble
        self._lock = threading.RLock()
        self._process: ViewProcess | None = None
        self._closed = False
        self._description: dict[str, Any] | None = None
        self._ground: GroundGrid | None = subject.ground
        self._ground_known = subject.ground is not None
        self._preview: NDArray[np.uint8] | None = None
        self._preview_known = subject.preview is None
        self._ranges: dict[tuple[tuple[int, ...], float, float], tuple[Range, ...]] = {}

    def __enter__(self) -> ImageView:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def bands(self) -> int:
        """How many bands there are to show; three for a palette."""
        return int(self._described()["bands"])

    @property
    def dtype(self) -> str:
        """The type of the values that `read` gives, such as `uint16`."""
        return str(self._described()["dtype"])

    @property
    def band_names(self) -> tuple[str, ...]:
        """What each band is called."""
        told = self._described()
        return view_bands.band_names(told["names"], told["kinds"], told["dtype"], self._subject.maker)

    @property
    def default_bands(self) -> tuple[int, ...]:
        """The bands to show at first: red, green and blue as far as they are known, else one or three."""
        told = self._described()
        maker = self._subject.maker
        return view_bands.default_bands(told["names"], told["kinds"], told["dtype"], maker, told["display"])

    @property
    def has_overviews(self) -> bool:
        """Whether the file has reduced copies of its own that may be used."""
        return bool(self._described()["overviews"])

    @property
    def ground(self) -> GroundGrid | None:
        """Where its pixels lie on the ground; None for an image without a place."""
        with self._lock:
            if not self._ground_known:
                subject = self._subject
                if subject.ties:
                    from obslog.imagery.grounding import grid_by_ties

                    self._ground = grid_by_ties(subject.ties, subject.width, subject.height)
                elif subject.path is not None:
                    told = self._ask({"do": "ground"})["grid"]
                    self._ground = None if told is None else GroundGrid.from_wire(told)
                self._ground_known = True
                self._on_ground(self._ground)
            return self._ground

    @property
    def memory(self) -> int:
        """Bytes that the process behind the view has taken at the most; 0 while there is none."""
        return 0 if self._process is None else self._process.memory

    def preview(self) -> NDArray[np.uint8] | None:
        """The import's small picture, (row, column, 3) of 8 bits, at most 512 a side; None if there is none."""
        with self._lock:
            if not self._preview_known:
                try:
                    self._preview = self._read_preview()
                except CancelledError:
                    raise
                except FileRefusedError:
                    self._preview = None  # it was deleted, or is none: nothing depends on it
                self._preview_known = True
            return self._preview

    def read(
        self,
        window: Sequence[float],
        out_width: int,
        out_height: int,
        bands: Sequence[int] | None = None,
        *,
        wait: bool = False,
        on_progress: Told = lambda share: None,
    ) -> Pixels:
        """The pixels of a window (column, row, width, height; it may reach beyond the image) at `out_width` x
        `out_height`: means where it is made smaller, pixels as they are where it is enlarged.

        What takes long (a large image without overviews, made much smaller) is answered at once by a draft,
        `Pixels.share` below 1, and gets on by itself: ask again after a moment. With `wait` it is waited for, and
        `on_progress` called on this thread with the share done. Raises `WordError` for a window, size or band
        that cannot be.
        """
        place, shape = window_of(window), (int(out_height), int(out_width))
        if self._subject.path is None:
            return self._only_preview(place, shape)
        chosen = self._chosen(bands)
        self._check_size(shape, len(chosen))
        request = {"do": "read", "window": list(place), "shape": shape, "bands": chosen, "wait": wait}
        with self._lock:
            told = self._ask(request, on_progress)
            data, valid, known = self._taken(told, len(chosen), shape)
        backdrop = None
        if known is not None:
            backdrop = self._backdrop(place, shape)
        return Pixels(data, valid, place, chosen, float(told["share"]), known, backdrop)

    def ranges(
        self, bands: Sequence[int] | None = None, low: float = 2.0, high: float = 98.0
    ) -> tuple[Range, ...]:
        """For each band the values below which `low` and `high` percent lie, from a sample of the whole image.

        Bands of 8 bits have one range, which keeps colours as they were made.
        """
        if self._subject.path is None:
            return ((0.0, 255.0),) * 3
        chosen = self._chosen(bands)
        if not 0 <= low < high <= 100:
            raise WordError(
                "percentiles", f"{low:g} to {high:g}", "the first below the second, within 0 to 100"
            )
        key = chosen, low, high
        with self._lock:
            found = self._ranges.get(key)
            if found is None:
                told = self._ask({"do": "ranges", "bands": chosen, "low": low, "high": high})
                found = tuple((float(least), float(most)) for least, most in told["ranges"])
                if told["final"]:
                    self._ranges[key] = found
            return found

    def rgb(
        self, pixels: Pixels, ranges: Sequence[Range] | None = None, *, gamma: float = 1.0,
        fill: tuple[int, int, int] = (0, 0, 0),
    ) -> NDArray[np.uint8]:  # fmt: skip
        """(row, column, 3) 8-bit colours of what `read` gave, stretched between `ranges` (None: the usual ones).

        Where a draft has no pixels yet it shows the import's picture; what holds none is `fill`.
        """
        valid = pixels.valid
        if pixels.known is not None and not pixels.known.any():
            picture = to_rgb(pixels.data, valid, ((0.0, 255.0),), fill=fill)
        else:
            chosen = self.ranges(pixels.bands) if ranges is None else ranges
            picture = to_rgb(pixels.data, valid, chosen, gamma=gamma, fill=fill)
        if pixels.known is not None and pixels.backdrop is not None:
            picture[~pixels.known] = pixels.backdrop[~pixels.known]
        return picture

    def cancel(self) -> None:
        """Let the question that is pending raise `CancelledError`, and the work for it rest. From any thread."""
        process = self._process
        if process is not None:
            process.cancel()

    def close(self) -> None:
        """Let the file go; what is pending raises `CancelledError`. From any thread.

        The process behind the view serves the next one, unless something is pending: then it is ended at once.
        """
        self._closed = True
        process = self._process
        if process is None:
            return
        if self._lock.acquire(blocking=False):
            try:
                if self._process is not None and not view_spare.keep(self._process):
                    self._process.close()
                self._process = None
            finally:
                self._lock.release()
            return
        process.end()
        with self._lock:
            self._drop()

    def _described(self) -> dict[str, Any]:
        with self._lock:
            if self._subject.path is None:
                kinds = ["red", "green", "blue"]
                return {
                    "bands": 3, "dtype": "uint8", "names": kinds, "kinds": kinds, "display": [1, 2, 3],
                    "overviews": [],
                }  # fmt: skip
            if self._description is None:
                self._started()
            assert self._description is not None
            return self._description

    def _chosen(self, bands: Sequence[int] | None) -> tuple[int, ...]:
        chosen = self.default_bands if bands is None else tuple(int(band) for band in bands)
        if not chosen or not all(1 <= band <= self.bands for band in chosen):
            raise WordError("bands", ", ".join(map(str, chosen)), f"the image has bands 1 to {self.bands}")
        return chosen

    def _check_size(self, shape: tuple[int, int], bands: int) -> None:
        import numpy as np

        value = bands * np.dtype(self.dtype).itemsize + 2
        if min(shape) < 1 or shape[0] * shape[1] * value > PIXEL_BYTES:
            raise WordError(
                "size", f"{shape[1]} x {shape[0]}", f"1 to {PIXEL_BYTES // value:,} pixels at once"
            )

    def _taken(self, told: dict[str, Any], bands: int, shape: tuple[int, int]) -> tuple[Any, Any, Any]:
        """Copies of what the child put into the shared block: values, where they are valid, where known."""
        import numpy as np

        assert self._process is not None
        dtype = np.dtype(self.dtype)
        block, size = self._process.block, shape[0] * shape[1]
        data = np.frombuffer(block, dtype, bands * size, PIXELS_AT).reshape(bands, *shape).copy()
        at = PIXELS_AT + data.nbytes
        flags = [
            np.frombuffer(block, np.uint8, size, at + size * each).reshape(shape) != 0 for each in (0, 1)
        ]
        return data, flags[0], flags[1] if told["known"] else None

    def _read_preview(self) -> NDArray[np.uint8]:
        import numpy as np

        assert self._subject.preview is not None
        process = self._running()
        told = self._asked(process, {"do": "preview", "path": self._subject.preview.hex()})
        shape = int(told["rows"]), int(told["columns"]), 3
        if not 0 < shape[0] * shape[1] <= 1 << 20:
            raise FileRefusedError(self._subject.shown, "its preview is none")
        return (
            np.frombuffer(process.block, np.uint8, shape[0] * shape[1] * 3, PIXELS_AT).reshape(shape).copy()
        )

    def _backdrop(self, window: Window, shape: tuple[int, int]) -> NDArray[np.uint8] | None:
        """The preview in the place of a window; black beyond the image."""
        import numpy as np

        from obslog.imagery.reducing import resampled

        preview = self.preview()
        if preview is None:
            return None
        across, down = preview.shape[1] / self.width, preview.shape[0] / self.height
        place = window.col_off * across, window.row_off * down, window.width * across, window.height * down
        planes, _ = resampled(np.moveaxis(preview, 2, 0), None, place, *shape)
        return np.ascontiguousarray(np.moveaxis(planes, 0, 2))

    def _only_preview(self, window: Window, shape: tuple[int, int]) -> Pixels:
        import numpy as np

        self._check_size(shape, 3)
        nothing = np.zeros(shape, np.bool_)
        data = np.zeros((3, *shape), np.uint8)
        backdrop = self._backdrop(window, shape)
        return Pixels(data, nothing, window, (1, 2, 3), 1.0, nothing.copy(), backdrop)

    def _running(self) -> ViewProcess:
        """The process, started if there is none or if it ended while nobody asked anything of it."""
        if self._closed:
            raise RefusedError("this image is closed: open it again")
        if self._process is not None and not self._process.is_alive:
            self._drop()
        if self._process is None:
            self._process = view_spare.take()
        return self._process

    def _started(self) -> ViewProcess:
        """The process with the file open in it."""
        subject = self._subject
        assert subject.path is not None
        process = self._running()
        if not process.opened:
            request = {
                "do": "open", "path": subject.path.hex(), "size": subject.size, "limits": asdict(self._limits),
            }  # fmt: skip
            self._description = self._asked(process, request)
            process.opened = True
            self.width, self.height = int(self._description["width"]), int(self._description["height"])
        return process

    def _ask(self, request: dict[str, Any], told: Told = lambda share: None) -> dict[str, Any]:
        with self._lock:
            return self._asked(self._started(), request, told)

    def _asked(
        self, process: ViewProcess, request: dict[str, Any], told: Told = lambda share: None
    ) -> dict[str, Any]:
        """The answer of the child. Raises `FileRefusedError` in words that say what to do, `CancelledError`."""
        try:
            return process.ask(request, self._limits.wall_for(self._subject.size), told)
        except RefusedByChildError as error:
            said = {CHANGED_WHILE_READ: CHANGED, _NOT_THERE: GONE}.get(error.reason, error.reason)
            raise FileRefusedError(self._subject.shown, said) from None
        except LostError as error:
            closed = self._closed
            self._drop()
            refused: ObslogError = FileRefusedError(self._subject.shown, error.reason)
            raise CancelledError() if closed else refused from None

    def _drop(self) -> None:
        if self._process is not None:
            self._process.close()
            self._process = None
