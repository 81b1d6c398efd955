"""What stands in an archive: members by safe names, what each is, and why some may not be read."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import NamedTuple

from obslog.imagery.limits import Limits
from obslog.imagery.magic import claims_image, driver_of

#: Between the path of an archive and the name of a member, in an address.
MARK = b"!/"
HEAD_BYTES = 64
_LONGEST_NAME = 4096
_DEEPEST = 64
#: A member up to this size is let through however well it is packed: unpacking it costs little.
_SMALL = 16 << 20
_SUFFIXES = (
    ((b".zip",), "zip"),
    ((b".tar",), "tar"),
    ((b".tar.gz", b".tgz"), "tar.gz"),
    ((b".tar.bz2", b".tbz2", b".tbz", b".tb2"), "tar.bz2"),
    ((b".tar.xz", b".txz"), "tar.xz"),
)
ARCHIVE_SUFFIXES = tuple(suffix for suffixes, _ in _SUFFIXES for suffix in suffixes)
_COMPANIONS = (b".ovr", b".msk", b".aux", b".aux.xml")
_APPLE_DOUBLE = b"\0\x05\x16\x07"
NESTED = "an archive within an archive is not entered: unpack the outer one first"
BOMB = "unpacks to so much more than it holds that it looks like a decompression bomb"


class ArchiveError(ValueError):
    """An archive, or one member, that cannot be used; `str()` is the plain reason."""


class Kind(StrEnum):
    """What one member is: an image (by name or first bytes), any other file, no file, or not to be read."""

    IMAGE = "image"
    OTHER = "other"
    SKIPPED = "skipped"
    REFUSED = "refused"


class Entry(NamedTuple):
    """One thing as an archive lists it: its name as it stands there, its size unpacked, where its bytes lie.

    `place` is in the terms of its format, `packed` its size in the archive. `reason` is why it cannot be read,
    `link` if that is because it is no regular file.
    """

    name: bytes
    size: int
    packed: int
    place: tuple[int, ...]
    reason: str | None = None
    link: bool = False


class Member(NamedTuple):
    """One member: its name as in its address, its size in bytes, where its bytes lie, what it is.

    `reason` is why it may not be read, for the kinds `SKIPPED` and `REFUSED`.
    """

    name: bytes
    size: int
    place: tuple[int, ...]
    kind: Kind
    reason: str | None = None


def format_by_name(name: bytes) -> str | None:
    """The format that the end of `name` claims (`zip`, `tar`, `tar.gz`, `tar.bz2`, `tar.xz`), or None."""
    folded = name.lower()
    return next((form for suffixes, form in _SUFFIXES if folded.endswith(suffixes)), None)


def safe_name(raw: bytes) -> tuple[bytes, str | None]:
    """The member's name for its address, and why it is refused, if it is.

    `./` and doubled slashes are taken out; otherwise the bytes stay as they are. What is refused keeps a name
    that can be shown, and that leads nowhere.
    """
    if len(raw) > _LONGEST_NAME:
        return raw[:200] + b"...", f"its name has {len(raw):,} bytes; the limit is {_LONGEST_NAME:,}"
    if b"\0" in raw:
        return raw.replace(b"\0", b"\\x00"), "its name holds a NUL character"
    parts = [part for part in raw.split(b"/") if part not in (b"", b".")]
    if raw.startswith(b"/") or raw[1:3] in (b":/", b":\\"):
        return raw, "its name is an absolute path, which no delivery needs"
    if b".." in parts:
        return raw, "its name leads out of the archive (..)"
    if not parts:
        return raw or b"(no name)", "it has no name"
    if len(parts) > _DEEPEST:
        return raw, f"it lies in {len(parts)} folders; the limit is {_DEEPEST}"
    return b"/".join(parts), None


def members_of(
    entries: Iterable[Entry], head_of: Callable[[Entry], bytes], limits: Limits
) -> dict[bytes, Member]:
    """The members by name, in the order of the archive.

    `head_of` gives the first bytes of an entry; it is asked at most once for each, before the next entry is
    drawn. A name that stands there twice is refused altogether: nobody can tell which is meant. Raises
    `ArchiveError` beyond the limits.
    """
    found: dict[bytes, Member] = {}
    total = 0
    for entry in entries:
        member = _member(entry, head_of, limits)
        total += member.size
        if member.name in found:
            why = "several members have that name: which is meant cannot be told"
            member = Member(member.name, member.size, (), Kind.REFUSED, why)
        elif len(found) >= limits.members:
            raise ArchiveError(f"over {limits.members:,} members, which is the limit")
        found[member.name] = member
    return found


def _member(entry: Entry, head_of: Callable[[Entry], bytes], limits: Limits) -> Member:
    name, unsafe = safe_name(entry.name)
    reason = unsafe or entry.reason
    if reason is not None:
        kind = Kind.SKIPPED if entry.link and unsafe is None else Kind.REFUSED
        return Member(name, entry.size, (), kind, reason)
    if format_by_name(name) is not None:
        return Member(name, entry.size, (), Kind.REFUSED, NESTED)
    kind = _kind(name, entry, head_of)
    reason = too_large(entry, limits)
    if reason is not None and kind is Kind.IMAGE:
        return Member(name, entry.size, (), Kind.REFUSED, reason)
    return Member(name, entry.size, entry.place, kind)


def _kind(name: bytes, entry: Entry, head_of: Callable[[Entry], bytes]) -> Kind:
    base = posixpath.basename(name)
    if base.lower().endswith(_COMPANIONS):
        return Kind.OTHER
    hidden = base.startswith(
        b"._"
    )  # what macOS adds to archives beside each file, under the file's own suffix
    claims = claims_image(base.decode("utf-8", "backslashreplace"))
    if claims and not hidden:
        return Kind.IMAGE
    head = head_of(entry)
    if hidden and head.startswith(_APPLE_DOUBLE):
        return Kind.OTHER
    return Kind.IMAGE if claims or driver_of(head)[0] is not None else Kind.OTHER


def too_large(entry: Entry, limits: Limits) -> str | None:
    """Why a member of this size is not unpacked; None if it may be."""
    if entry.size > limits.member_bytes:
        return f"{entry.size:,} bytes unpacked; the limit for a file in an archive is {limits.member_bytes:,}"
    if not limits.allow_dense and entry.size > max(_SMALL, limits.unpacked_per_byte * entry.packed):
        return BOMB
    return None
