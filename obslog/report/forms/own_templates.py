"""Templates of the user's own in the place of those that ship: escaped and boxed in as those are, errors with their line."""

from __future__ import annotations

import re
import traceback
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from obslog.model.errors import FileRefusedError, NotFoundError, WordError
from obslog.model.text import safe
from obslog.observing.opening import config_path
from obslog.report.forms import html, markdown, pdf
from obslog.report.forms.json_form import shape
from obslog.report.parts import WINDOWS_LEAD, Report

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

#: The largest template that is read, bytes.
_LARGEST = 1_000_000
#: What a typst template could fetch from elsewhere: a package.
_PACKAGE = re.compile(r"""["'`]\s*@""")


def render(report: Report, template: str | Path, form: str) -> bytes:
    """The report in `form` by a template: jinja2 for html, md, text and chat, typst for pdf.

    A jinja2 template is given `r` (the report), `data` (its JSON form), `windows_lead`, `style` and the filters `md`
    (Markdown escaped) and `base64`; it may include, import and extend those that ship (report.html.j2) and those beside
    it. Values are escaped in HTML. A typst template reads report.json and may import parts.typ. Raises `WordError` for
    the form, `NotFoundError`, `FileRefusedError` with the line where a template is wrong.
    """
    path = find(template)
    text = _text(path)
    if form == "pdf":
        if _PACKAGE.search(text):
            raise FileRefusedError(path.name, "it imports a package, which would be fetched from elsewhere")
        return pdf.render(report, text.encode("utf-8"))
    if form == "json":
        raise WordError(
            "template", path.name, "JSON has one shape; a template can be of html, md, text, chat or pdf"
        )
    return _jinja(report, path, text, form).encode("utf-8")


def find(template: str | Path) -> Path:
    """The file named, or one of that name in the folder `templates` of the user's configuration.

    Raises `NotFoundError`.
    """
    path = Path(template)
    if path.is_file():
        return path
    kept = config_path().parent / "templates" / path.name
    if path.name == str(template) and kept.is_file():
        return kept
    raise NotFoundError("template", str(template), hint=f"name a file, or put it into {kept.parent}")


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise FileRefusedError(path.name, f"a template of more than {_LARGEST:,} bytes")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise FileRefusedError(path.name, "a template is text in UTF-8") from None


def _jinja(report: Report, path: Path, text: str, form: str) -> str:
    from jinja2 import TemplateError, TemplateNotFound

    script = html.slider(report)
    values: dict[str, Any] = {
        "r": report, "data": shape(report), "windows_lead": WINDOWS_LEAD, "style": html.style(), "script": script,
        "script_hash": None if script is None else html.script_hash(script),
    }  # fmt: skip
    try:
        made = _environment(path.parent, form == "html")
        return made.get_template(path.name).render(**values).strip() + "\n"
    except TemplateNotFound as error:
        why = f"there is no template {error.name!r} beside it, nor among those that ship"
        raise _wrong(path.name, _line_of(error, path.name), why) from None
    except TemplateError as error:
        name = getattr(error, "name", None) or path.name
        line = getattr(error, "lineno", None) or _line_of(error, path.name)
        raise _wrong(name, line, error.message or type(error).__name__) from None
    except RecursionError:
        raise _wrong(path.name, None, "it includes itself without end") from None
    except Exception as error:
        # A template may divide by zero or call what is no function; whatever it is, it is the template's.
        raise _wrong(path.name, _line_of(error, path.name), str(error) or type(error).__name__) from None


def _environment(folder: Path, escaped: bool) -> SandboxedEnvironment:
    """A sandbox: no attribute that begins with an underscore, no change of values, no file but templates."""
    from jinja2 import ChoiceLoader, FileSystemLoader, FunctionLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    made = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(folder), FunctionLoader(_shipped)]),
        autoescape=escaped,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=html.set_apart if escaped else None,
    )
    made.filters["base64"] = html.as_base64
    made.filters["md"] = lambda value: markdown.escape(str(value))
    return made


def _shipped(name: str) -> str | None:
    room = resources.files("obslog.report") / "templates"
    return (room / name).read_text(encoding="utf-8") if "/" not in name and (room / name).is_file() else None


def _line_of(error: BaseException, name: str) -> int | None:
    """The line of the template that was at work; jinja2 rewrites its own frames to say so."""
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.endswith((name, "<template>"))
    ]
    return lines[-1] if lines else None


def _wrong(name: str, line: int | None, why: str) -> FileRefusedError:
    where = f"{name}, line {line}" if line else name
    return FileRefusedError(safe(where), safe(f"this template is wrong: {why}"))
