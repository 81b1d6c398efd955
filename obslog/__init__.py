"""obslog, the imagery analyst's observation log: how many, how sure, and could we have seen it.

`obslog.open("obslog.db")` gives a `Log`; each command of the command line is one of its methods.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from obslog.model.version import VERSION

if TYPE_CHECKING:
    from obslog.log import Log, create, identify
    from obslog.log import open_log as open

__version__ = VERSION
__all__ = ["Log", "__version__", "create", "identify", "open"]

_LAZY = {"Log": "Log", "open": "open_log", "create": "create", "identify": "identify"}


def __getattr__(name: str) -> Any:
    # Heavy rooms are imported when first asked for, so that `obslog --help` stays quick (PEP 562).
    if name in _LAZY:
        from importlib import import_module

        return getattr(import_module("obslog.log"), _LAZY[name])
    raise AttributeError(f"module 'obslog' has no attribute {name!r}")
