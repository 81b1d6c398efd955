"""From a report to text in one of its forms, and from text to a file that is whole or not there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from obslog.model.errors import FileRefusedError, WordError
from obslog.report import html, json_form, markdown
from obslog.report.parts import Report

#: Each form a report can take.
FORMS: dict[str, Callable[[Report], str]] = {
    "html": html.render,
    "md": markdown.render,
    "json": json_form.render,
}
_ENDINGS = {".html": "html", ".htm": "html", ".md": "md", ".markdown": "md", ".json": "json"}


def render(report: Report, form: str) -> str:
    """The report as `html`, `md` or `json`; the same report gives the same text. Raises `WordError`."""
    if form not in FORMS:
        raise WordError("report form", form, "it can be html, md or json")
    return FORMS[form](report)


def form_of(path: str | os.PathLike[str]) -> str:
    """The form that a file's ending asks for. Raises `WordError` naming the endings there are."""
    name = os.fspath(path)
    ending = Path(name).suffix.lower()
    if ending not in _ENDINGS:
        raise WordError("report file", name, "its name must end in .html, .md or .json")
    return _ENDINGS[ending]


def write(path: str | os.PathLike[str], text: str) -> None:
    """Write `text` in UTF-8 to `path`, whole or not at all; what is there stays until the new file is done.

    Raises `FileRefusedError` where the path is a folder or cannot be written.
    """
    target = Path(path)
    try:
        if target.is_dir():
            raise FileRefusedError(str(target), "is a folder; name a file in it")
        # A symbolic link is written through, as every other tool does, so that the link itself survives.
        target = target.resolve()
        handle, made = tempfile.mkstemp(prefix=f".{target.name[:80]}.", suffix=".part", dir=target.parent)
    except FileRefusedError:
        raise
    except (OSError, ValueError) as error:
        raise FileRefusedError(str(path), f"cannot be written: {_reason(error)}") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        Path(made).chmod(_mode(target))
        Path(made).replace(target)
    except OSError as error:
        raise FileRefusedError(str(path), f"cannot be written: {_reason(error)}") from None
    finally:
        Path(made).unlink(missing_ok=True)


def _mode(target: Path) -> int:
    """The permissions of the file that is replaced, else those a new file gets (0666 less the umask)."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).splitlines()[0].lower()
