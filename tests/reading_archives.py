"""What tests ask of an archive: its list, one member by its address, or the reason for a refusal."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from obslog.imagery.archives import Archive, ArchiveError, open_archive
from obslog.imagery.limits import Limits
from obslog.imagery.opening import open_regular
from obslog.model.errors import FileRefusedError


def listed(path: Path, limits: Limits = Limits()) -> Archive:
    """The archive, listed."""
    found = open_archive(os.fsencode(path), limits)
    assert found is not None
    return found


def refused(path: Path, limits: Limits = Limits()) -> str:
    """Why the archive is refused."""
    with pytest.raises(ArchiveError) as caught:
        open_archive(os.fsencode(path), limits)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def member_refused(path: Path, name: bytes) -> str:
    """Why one member is refused."""
    with pytest.raises(FileRefusedError) as caught, open_regular(os.fsencode(path) + b"!/" + name):
        pass
    return caught.value.reason


def read(path: Path, name: bytes) -> bytes:
    """All bytes of one member, by its address."""
    with open_regular(os.fsencode(path) + b"!/" + name) as (fd, info):
        data = os.pread(fd, info.st_size + 1, 0)
        assert len(data) == info.st_size
        return data


def reasons(found: Archive) -> dict[bytes, str | None]:
    """Why each member is not read, or None."""
    return {member.name: member.reason for member in found.members.values()}
