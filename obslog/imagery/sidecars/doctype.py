"""XML that names a document type kept elsewhere, as delivery notes and NASA's granule metadata do."""

from __future__ import annotations

import re
from typing import Any

from obslog.imagery.sidecars.bounded import parse_xml
from obslog.imagery.sidecars.listing import Folder

_HEAD = 4096
_NAMED_ELSEWHERE = re.compile(
    rb"<!DOCTYPE\s+[\w:.-]+\s+(?:SYSTEM|PUBLIC)(?:\s+(?:\"[^\"<>]*\"|'[^'<>]*')){1,2}\s*>", re.ASCII
)


def xml_of_named_type(folder: Folder, name: str) -> Any:
    """The root element of an XML file, of which a document type kept elsewhere is dropped, never fetched.

    A document type that declares anything itself is refused as in any XML. Raises `SidecarError`.
    """
    data = folder.data(name)
    return parse_xml(_NAMED_ELSEWHERE.sub(b"", data[:_HEAD], count=1) + data[_HEAD:])
