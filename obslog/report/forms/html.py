"""A report as one HTML file: no request to anywhere, readable without its one script; for phone, screen and paper."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from obslog.report.forms.bidi import has_rtl, runs
from obslog.report.parts import WINDOWS_LEAD, Report

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATE = "report.html.j2"


def render(report: Report) -> str:
    """The HTML text; every value is escaped by the template engine."""
    script = slider(report)
    return page(
        _TEMPLATE,
        r=report,
        windows_lead=WINDOWS_LEAD,
        script=script,
        script_hash=None if script is None else script_hash(script),
    )


def page(template: str, **values: Any) -> str:
    """A page from one of the templates beside this file, with the style of all of them."""
    text = _environment().get_template(template).render(style=style(), **values)
    # Blank lines left by the template's logic say nothing.
    return re.sub(r"\n\s*\n+", "\n", text).strip() + "\n"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    made = Environment(
        loader=FunctionLoader(_read),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=set_apart,
    )
    made.filters["base64"] = as_base64
    return made


def set_apart(value: Any) -> Any:
    """Text of two directions with its right-to-left runs isolated; in an attribute, `|e` keeps a value from it."""
    if not isinstance(value, str) or value.isascii() or hasattr(value, "__html__") or not has_rtl(value):
        return value
    from markupsafe import Markup, escape

    pieces = (f'<bdi dir="rtl">{escape(text)}</bdi>' if rtl else escape(text) for text, rtl in runs(value))
    return Markup("".join(pieces))


def _read(name: str) -> str:
    return (resources.files("obslog.report") / "templates" / name).read_text(encoding="utf-8")


def style() -> Any:
    """The style sheets of all templates, as they stand in a page."""
    from markupsafe import Markup

    return Markup(_read("report.css") + _read("chips.css") + _read("charts.css"))


def as_base64(data: bytes) -> str:
    """Bytes as a data address holds them."""
    return base64.b64encode(data).decode("ascii")


def slider(report: Report) -> Any:
    """The script of the slider, None where nothing slides; the page says all that it says without it."""
    if not any(figure.slides for figure in report.figures):
        return None
    from markupsafe import Markup

    return Markup("\n" + _read("slider.js"))


def script_hash(script: str) -> str:
    """What the page's policy allows, and nothing else: the hash of its one script (CSP Level 3, 2.3.1)."""
    digest = hashlib.sha256(str(script).encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
