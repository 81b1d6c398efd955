"""The only room where files of evidence are opened as pixels, in the one way shown to be safe.

The descriptor is opened without following links or blocking, must be a regular file, is named by its magic
bytes, hashed and decoded from that same descriptor, by one driver, without siblings, foreign overviews or the
network.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from obslog.imagery.archive_members import MARK
from obslog.imagery.archives import CHANGED, ArchiveError, open_member
from obslog.imagery.drivers import ALLOWED_DRIVERS, FORMAT_NAMES, skipped_drivers
from obslog.imagery.jp2_boxes import boxes_are_own
from obslog.imagery.limits import DEFAULT_LIMITS, Limits
from obslog.imagery.magic import driver_of
from obslog.imagery.nitf_guard import nitf_reason
from obslog.imagery.tiff_tags import overviews_are_own
from obslog.model.errors import FileRefusedError

if TYPE_CHECKING:
    from PIL.Image import Image

PathName = str | bytes
__all__ = [
    "ALLOWED_DRIVERS",
    "CHANGED",
    "GDAL_SETTINGS",
    "Evidence",
    "PathName",
    "descriptor_path",
    "display",
]
__all__ += [
    "kind_reason",
    "one_line",
    "open_evidence",
    "open_regular",
    "os_reason",
    "skipped_drivers",
    "steady",
]
_CHUNK = 1 << 18
_KEPT = threading.local()

#: GDAL settings of every opening; `GDAL_CACHEMAX` is in bytes because rasterio sets an int so.
GDAL_SETTINGS: dict[str, Any] = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_PAM_ENABLED": False,
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".nothing",
    "GDAL_CACHEMAX": 64 << 20,
    "GDAL_MAX_DATASET_POOL_SIZE": 16,
    "GDAL_GEOREF_SOURCES": "INTERNAL",
    "GTIFF_READ_ANGULAR_PARAMS_IN_DEGREE": False,
    "GDAL_VRT_ENABLE_PYTHON": "NO",
    "GDAL_NUM_THREADS": "1",
    "GDAL_HTTP_MAX_RETRY": "0",
    "CPL_DEBUG": "OFF",
}

_KINDS = (
    (stat.S_ISLNK, "a symbolic link: links are not followed"),
    (stat.S_ISFIFO, "a named pipe, not a file"),
    (stat.S_ISSOCK, "a socket, not a file"),
    (stat.S_ISCHR, "a device, not a file"),
    (stat.S_ISBLK, "a device, not a file"),
    (stat.S_ISDIR, "a directory, not a file"),
)


def kind_reason(mode: int) -> str | None:
    """Why something of this `st_mode` is not a file of evidence; None for a regular file."""
    return next((reason for test, reason in _KINDS if test(mode)), None)


def display(path: PathName) -> str:
    """The path as text; bytes that are not UTF-8 become visible escapes such as `\\xff`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def os_reason(error: OSError) -> str:
    """A plain reason for an operating system error on one file."""
    known = {
        errno.ELOOP: "a symbolic link: links are not followed",
        errno.ENXIO: "a socket, not a file",
        errno.EACCES: "not readable: permission denied",
        errno.EPERM: "not readable: permission denied",
        errno.ENOENT: "no longer there",
        errno.ENAMETOOLONG: "its name is too long for this system",
        errno.EIO: "the disk reports an error",
        errno.ESTALE: "the network share is gone",
    }
    return known.get(error.errno or 0, f"not readable: {error.strerror or error}")


@contextmanager
def open_regular(
    path: PathName, flags: int = 0, limits: Limits = DEFAULT_LIMITS
) -> Iterator[tuple[int, os.stat_result]]:
    """A descriptor and its stat, for a regular file only; never blocks, never follows a last link.

    The path may also be the address of a member of an archive (see `archives`), within `limits`. Raises
    `FileRefusedError` with a plain reason.
    """
    try:
        fd, info = _opened(path, flags, limits)
    except OSError as error:
        raise FileRefusedError(display(path), os_reason(error)) from None
    except ArchiveError as error:
        raise FileRefusedError(display(path), str(error)) from None
    except ValueError:
        raise FileRefusedError(display(path), "its name holds a NUL character") from None
    try:
        reason = kind_reason(info.st_mode)
        if reason is not None:
            raise FileRefusedError(display(path), reason)
        yield fd, info
    finally:
        os.close(fd)


def _opened(path: PathName, flags: int, limits: Limits) -> tuple[int, os.stat_result]:
    """A file there is, else a member of an archive. Raises `OSError`, `ArchiveError` or `ValueError`."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC | flags)
    except OSError as error:
        address = os.fsencode(path)
        if MARK not in address or error.errno not in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG):
            raise
        member = open_member(address, limits)
        if member is None:
            raise
        return member
    return fd, os.fstat(fd)


class Evidence:
    """One open file of evidence: `fd`, `size` in bytes, `driver` (one of `ALLOWED_DRIVERS`) and its `stat`."""

    def __init__(self, path: PathName, fd: int, info: os.stat_result, driver: str, limits: Limits) -> None:
        self.path, self.fd, self.stat, self.driver, self.limits = path, fd, info, driver, limits
        self.size = info.st_size

    def sha256(self) -> str:
        """The sha256 of the whole file in hex, read from this descriptor."""
        digest = hashlib.sha256()
        buffer = _buffer()
        view = memoryview(buffer)
        try:
            os.lseek(self.fd, 0, os.SEEK_SET)
            with io.FileIO(self.fd, closefd=False) as file:
                while read := file.readinto(buffer):
                    digest.update(view[:read])
        except OSError as error:
            raise FileRefusedError(display(self.path), os_reason(error)) from None
        return digest.hexdigest()

    @contextmanager
    def dataset(self, placed: bool = True) -> Iterator[Any]:
        """The rasterio dataset, opened by the one driver and within the limits.

        Internal overviews are used only where nothing in the file can lead to foreign ones. `placed=False`
        leaves the georeference of a GeoTIFF unread. Raises `FileRefusedError`.
        """
        from rasterio.errors import RasterioError
        from rasterio.io import DatasetReader

        trap = nitf_reason(self.fd, self.size) if self.driver == "NITF" else None
        if trap is not None:
            raise FileRefusedError(display(self.path), trap)
        options = {} if self.overviews_are_own() else {"OVERVIEW_LEVEL": "NONE"}
        if not placed and self.driver == "GTiff":
            options["GEOREF_SOURCES"] = "NONE"
        _quiet()
        with steady():
            try:
                # What `rasterio.open` calls, without the session for cloud storage that it sets up each time.
                source = DatasetReader(descriptor_path(self.fd), driver=self.driver, sharing=False, **options)
            except (RasterioError, UnicodeError, ValueError) as error:
                raise FileRefusedError(display(self.path), self._gdal_reason(error)) from None
            with source:
                self._check_limits(source)
                yield source

    def overviews_are_own(self) -> bool:
        """Whether a reduced read stays within this file."""
        if self.driver == "GTiff":
            return overviews_are_own(self.fd, self.size)
        return self.driver == "JP2OpenJPEG" and boxes_are_own(self.fd, self.size)

    @contextmanager
    def pillow(self) -> Iterator[Image]:
        """The same file through Pillow (PNG and JPEG), not yet decoded; the caller has checked the limits."""
        from PIL import Image

        Image.MAX_IMAGE_PIXELS = None
        with os.fdopen(os.dup(self.fd), "rb") as file:
            file.seek(0)
            with Image.open(file, formats=[self.driver]) as image:
                yield image

    def check_unchanged(self) -> None:
        """Raises `FileRefusedError` if size or modification time moved since the file was opened."""
        now = os.fstat(self.fd)
        if (now.st_size, now.st_mtime_ns) != (self.stat.st_size, self.stat.st_mtime_ns):
            raise FileRefusedError(display(self.path), CHANGED)

    def _check_limits(self, source: Any) -> None:
        block = max((height * width for height, width in source.block_shapes[:1]), default=0)
        reason = self.limits.reason(source.width, source.height, source.count, block, self.size)
        if source.count == 0:
            reason = "holds no image band"
        if reason is not None:
            raise FileRefusedError(display(self.path), reason)

    def _gdal_reason(self, error: BaseException) -> str:
        return f"cannot be opened as {FORMAT_NAMES[self.driver]}: {one_line(error, self.fd)}"


@contextmanager
def steady() -> Iterator[None]:
    """GDAL with our settings, in this thread, until the end of the block; blocks within it cost nothing.

    A program that opens many files keeps one such block around all of them.
    """
    if getattr(_KEPT, "steady", False):
        yield
        return
    import rasterio

    with rasterio.Env(**GDAL_SETTINGS):
        _KEPT.steady = True
        try:
            yield
        finally:
            _KEPT.steady = False


def _buffer() -> bytearray:
    """This thread's buffer for reading, made once."""
    kept: bytearray | None = getattr(_KEPT, "buffer", None)
    if kept is None:
        kept = _KEPT.buffer = bytearray(_CHUNK)
    return kept


@lru_cache(maxsize=1)
def _quiet() -> None:
    # An image without georeference is ordinary here. Once a process: `catch_warnings` is not for threads.
    import warnings

    from rasterio.errors import NotGeoreferencedWarning

    warnings.simplefilter("ignore", NotGeoreferencedWarning)


def one_line(error: BaseException, fd: int | None = None) -> str:
    """A library's complaint as one short line, without the descriptor's path in it."""
    from obslog.model.text import safe

    cause = error.__cause__ or error.__context__
    text = str(error) if not cause or len(str(error)) > len(str(cause)) else str(cause)
    if fd is not None:
        text = text.replace(f"'{descriptor_path(fd)}'", "the file").replace(descriptor_path(fd), "the file")
        text = text.replace(f"{fd}:", "the file:") if text.startswith(f"{fd}:") else text
    text = re.sub(r"^\d+, band (\d+): ", r"band \1: ", text)
    return safe(" ".join(text.split()))[:200] or type(error).__name__


def descriptor_path(fd: int) -> str:
    """The name under which this process can open the descriptor once more."""
    return f"/proc/self/fd/{fd}" if sys.platform.startswith("linux") else f"/dev/fd/{fd}"


@contextmanager
def open_evidence(path: PathName, limits: Limits = DEFAULT_LIMITS) -> Iterator[Evidence]:
    """Open one file of evidence for hashing and reading; the only function through which pixels are reached.

    Raises `FileRefusedError` with a plain reason if it is no regular file, of no format that is read by its
    first bytes, cannot be opened, exceeds `limits`, or changed between opening and the end of the `with` block.
    """
    with open_regular(path, limits=limits) as (fd, info):
        try:
            driver, reason = driver_of(os.pread(fd, 64, 0))
        except OSError as error:
            raise FileRefusedError(display(path), os_reason(error)) from None
        if driver is None:
            raise FileRefusedError(display(path), reason)
        evidence = Evidence(path, fd, info, driver, limits)
        yield evidence
        evidence.check_unchanged()
