"""Files of other tools: read within limits, archives opened without trusting them."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from obslog.model.errors import FileRefusedError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element
    from zipfile import ZipFile

#: A file larger than this is not read (bytes), nor a member of an archive.
LARGEST = 256 << 20
#: An archive whose members are this many times larger than itself is a bomb, but for small ones (bytes).
_MOST_RATIO, _SMALL = 200, 8 << 20
_MOST_MEMBERS = 10_000


def folder_digest(files: Mapping[str, bytes]) -> str:
    """The sha256 of a folder: of the lines `SHA256  NAME` of its files in the order of their names."""
    lines = (f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def read_file(path: str | os.PathLike[str], largest: int = LARGEST) -> bytes:
    """The bytes of a regular file. Raises `FileRefusedError` for any other, and for one that is too large."""
    try:
        # Opened without waiting, so that a pipe that nobody writes to does not hold us up.
        fd = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
        with os.fdopen(fd, "rb") as file:
            if not Path(f"/dev/fd/{fd}").is_file() and not Path(path).is_file():
                raise FileRefusedError(str(path), "is no regular file")
            return _at_most(file, largest, str(path))
    except OSError as error:
        if isinstance(error, FileRefusedError):
            raise
        raise FileRefusedError(str(path), reason(error)) from None
    except ValueError as error:
        raise FileRefusedError(str(path), f"cannot be read: {reason(error)}") from None


def _at_most(file: IO[bytes], largest: int, shown: str) -> bytes:
    data = file.read(largest + 1)
    if len(data) > largest:
        raise FileRefusedError(shown, f"is larger than {largest >> 20} MB")
    return data


def text_in(data: bytes, shown: str) -> str:
    """The text of a file: UTF-8, with or without a mark at its head. Raises `FileRefusedError`."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise FileRefusedError(shown, f"line {line}: it is not UTF-8; save it as UTF-8") from None


def json_in(data: bytes, shown: str) -> Any:
    """The JSON document of a file; numbers that are none are refused. Raises `FileRefusedError`."""

    def refuse(word: str) -> None:
        raise ValueError(f"{word} is no number in JSON")

    try:
        return json.loads(text_in(data, shown), parse_constant=refuse)
    except RecursionError:
        raise FileRefusedError(shown, "it is nested too deeply") from None
    except ValueError as error:
        if isinstance(error, FileRefusedError):
            raise
        line = getattr(error, "lineno", None)
        where = f"line {line}: " if line else ""
        raise FileRefusedError(shown, f"{where}it is not JSON ({reason(error)[:80]})") from None


def xml_in(data: bytes, shown: str) -> Element:
    """The root of an XML document without any DTD. Raises `FileRefusedError`."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise FileRefusedError(shown, "its XML holds a DTD or entities, which are not read") from None
    except ParseError as error:
        raise FileRefusedError(shown, f"line {error.position[0]}: it is not XML ({error.msg})") from None
    except (ValueError, LookupError, RecursionError) as error:
        raise FileRefusedError(shown, f"it is not XML ({reason(error)[:80]})") from None
    return root


def open_zip(data: bytes, shown: str) -> ZipFile:
    """An archive in memory, its members counted and measured. Raises `FileRefusedError` for a bomb or no archive."""
    from io import BytesIO
    from zipfile import BadZipFile, ZipFile

    try:
        archive = ZipFile(BytesIO(data))
        members = archive.infolist()
    except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise FileRefusedError(shown, f"it is no zip archive ({reason(error)[:80]})") from None
    whole = sum(member.file_size for member in members)
    if len(members) > _MOST_MEMBERS or whole > LARGEST or whole > max(_SMALL, _MOST_RATIO * len(data)):
        raise FileRefusedError(shown, "its archive unpacks to far more than it is: it is not read")
    if len({member.filename for member in members}) < len(members):
        raise FileRefusedError(shown, "its archive holds two members of one name")
    return archive


def member(archive: ZipFile, name: str, shown: str) -> bytes:
    """One member of an archive, within the limits. Raises `FileRefusedError`."""
    from zipfile import BadZipFile
    from zlib import error as zlib_error

    try:
        with archive.open(name) as file:
            return _at_most(file, LARGEST, f"{shown}/{name}")
    except (BadZipFile, KeyError, RuntimeError, NotImplementedError, EOFError, zlib_error) as error:
        raise FileRefusedError(shown, f"{name} in it cannot be read ({reason(error)[:80]})") from None


def reason(error: Exception) -> str:
    """An error of the system in a few words, one line."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return str(text).splitlines()[0].lower()
