"""A report as one self-contained HTML file: no script, no request to anywhere, for phone, screen, paper."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from obslog.report.parts import Report

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATE = "report.html.j2"


def render(report: Report) -> str:
    """The HTML text; every value is escaped by the template engine."""
    page = _environment().get_template(_TEMPLATE).render(r=report, style=_style())
    # Blank lines left by the template's logic say nothing.
    return re.sub(r"\n\s*\n+", "\n", page).strip() + "\n"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(_read),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _read(name: str) -> str:
    return (resources.files("obslog.report") / "templates" / name).read_text(encoding="utf-8")


def _style() -> Any:
    from markupsafe import Markup

    return Markup(_read("report.css"))
