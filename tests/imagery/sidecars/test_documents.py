"""The kind of an XML file is told by its first tag, whatever stands before it."""

from __future__ import annotations

import pytest

from imagery.sidecars.fuzzing import FolderOfBytes
from obslog.imagery.sidecars.documents import first_tag


@pytest.mark.parametrize(
    ("data", "tag"),
    [
        (b"<?xml version='1.0'?><!-- <other> --><isd><IMD/></isd>", "isd"),
        (b"\xef\xbb\xbf<ps:EarthObservation xmlns:ps='x'/>", "EarthObservation"),
        ("<a>".encode("utf-16"), "a"),
        (b"<!-- never closed <a>", ""),
        (b"no tags", ""),
        (b"", ""),
    ],
)
def test_the_first_tag_is_found(data: bytes, tag: str) -> None:
    assert first_tag(FolderOfBytes({"a.xml": data}), "a.xml") == tag


def test_a_file_that_is_not_there_has_none() -> None:
    assert first_tag(FolderOfBytes({}), "a.xml") == ""
