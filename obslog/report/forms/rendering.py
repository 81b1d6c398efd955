"""From a report to text in one of its forms, and from text to a file that is whole or not there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from obslog.model.errors import WordError
from obslog.model.text import listed
from obslog.observing.whole_files import write_file
from obslog.report.forms import chat, exploitation, html, json_form, markdown, pdf
from obslog.report.parts import Report

#: Each form a report can take.
FORMS: dict[str, Callable[[Report], str]] = {
    "html": html.render,
    "md": markdown.render,
    "json": json_form.render,
    "text": exploitation.render,
    "chat": chat.render,
}
#: Forms that are no text.
BYTES: dict[str, Callable[[Report], bytes]] = {"pdf": pdf.render}
_ENDINGS = {
    ".html": "html", ".htm": "html", ".md": "md", ".markdown": "md", ".json": "json", ".pdf": "pdf",
    ".txt": "text",
}  # fmt: skip


def ready(form: str) -> None:
    """Raise `RefusedError` where this machine cannot make the form, before anything is read for it."""
    if form == "pdf":
        pdf.typst_room()


def render(report: Report, form: str) -> str:
    """The report in a form that is text; the same report gives the same text. Raises `WordError`."""
    if form not in FORMS:
        raise WordError("report form", form, f"it can be {listed([*FORMS, *BYTES], 'or')}")
    return FORMS[form](report)


def render_bytes(report: Report, form: str) -> bytes:
    """The report in any form as it stands in a file, text in UTF-8. Raises `WordError`."""
    return BYTES[form](report) if form in BYTES else render(report, form).encode("utf-8")


def form_of(path: str | os.PathLike[str]) -> str:
    """The form that a file's ending asks for. Raises `WordError` naming the endings there are."""
    name = os.fspath(path)
    ending = Path(name).suffix.lower()
    if ending not in _ENDINGS:
        raise WordError("report file", name, "its name must end in .html, .pdf, .md, .json or .txt")
    return _ENDINGS[ending]


def write(path: str | os.PathLike[str], text: str) -> None:
    """Write `text` in UTF-8 to `path`, whole or not at all; what is there stays until the new file is done.

    Raises `FileRefusedError` where the path is a folder or cannot be written.
    """
    write_file(path, text.encode("utf-8"))
