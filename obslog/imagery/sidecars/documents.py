"""Which kind of document an XML file is, by its first tag, before all of it is read."""

from __future__ import annotations

import re

from obslog.imagery.sidecars.bounded import SidecarError
from obslog.imagery.sidecars.listing import Folder

_HEAD = 16_384
_FIRST = re.compile(r"<(?!\?|!)(?:[\w.\-]{1,40}:)?([A-Za-z_][\w.\-]{0,80})")


def first_tag(folder: Folder, name: str) -> str:
    """The name of the first element in a text of tags, without its namespace; "" where there is none."""
    try:
        data = folder.data(name)
    except SidecarError:
        return ""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = data[: 2 * _HEAD].decode("utf-16", "replace")
    else:
        head = data[:_HEAD].decode("latin-1")
    match = _FIRST.search(re.sub(r"(?s)<!--.*?(?:-->|\Z)", "", head))
    return match.group(1) if match is not None else ""
