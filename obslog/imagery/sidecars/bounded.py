"""Reading a small text file from outside without harm: bounded size, depth, numbers and characters."""

from __future__ import annotations

import json
import math
import os
from typing import Any

from obslog.imagery.opening import open_regular
from obslog.model.errors import FileRefusedError

MAX_BYTES = 16 << 20
_MAX_DEPTH = 64


class SidecarError(ValueError):
    """A sidecar that cannot be used; `str()` is the plain reason, for a warning."""


def read_bytes(path: str | bytes) -> bytes:
    """The whole of one small regular file. Raises `SidecarError` if over 16 MB or not readable."""
    try:
        with open_regular(path) as (fd, info):
            if info.st_size > MAX_BYTES:
                raise SidecarError(f"{info.st_size:,} bytes; a sidecar of over 16 MB is not read")
            parts, left = [], MAX_BYTES + 1
            while left and (part := os.read(fd, min(left, 1 << 20))):
                parts.append(part)
                left -= len(part)
    except FileRefusedError as error:
        raise SidecarError(error.reason) from None
    except OSError as error:
        raise SidecarError(f"not readable: {error.strerror}") from None
    if not left:
        raise SidecarError("a sidecar of over 16 MB is not read")
    return b"".join(parts)


def parse_text(data: bytes) -> str:
    """Text of `data`: UTF-8 (a byte order mark dropped), UTF-16 with its mark, else Latin-1."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def parse_xml(data: bytes) -> Any:
    """The root `Element` of `data`, namespaces taken off tags and attributes.

    Document types, entities and references to other files are refused. Raises `SidecarError`.
    """
    from defusedxml import ElementTree
    from defusedxml.common import DefusedXmlException

    try:
        root = ElementTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise SidecarError("not usable XML: it declares a document type or entities") from None
    except (ElementTree.ParseError, ValueError, LookupError, RecursionError) as error:
        raise SidecarError(f"not usable XML: {str(error)[:120]}") from None
    for element in root.iter():
        if isinstance(element.tag, str) and "}" in element.tag:
            element.tag = element.tag.rpartition("}")[2]
        if any("}" in key for key in element.attrib):
            stripped = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
            element.attrib.clear()
            element.attrib.update(stripped)
    return root


def parse_json(data: bytes) -> Any:
    """The JSON value of `data`. Refuses NaN, infinities, huge integers, and nesting over 64 deep."""
    try:
        value = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)[:120]
        raise SidecarError(f"not usable JSON: {reason}") from None
    _check(value)
    return value


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number out of range")
    return number


def _check(root: Any) -> None:
    todo = [(root, 0)]
    while todo:
        value, depth = todo.pop()
        if depth > _MAX_DEPTH:
            raise SidecarError("not usable JSON: nested too deeply")
        if isinstance(value, dict):
            todo.extend((each, depth + 1) for each in value.values())
        elif isinstance(value, list):
            todo.extend((each, depth + 1) for each in value)
        elif isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 1 << 63:
            raise SidecarError("not usable JSON: an integer out of range")
