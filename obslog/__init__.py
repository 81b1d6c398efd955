"""obslog, the imagery analyst's observation log: how many, how sure, and could we have seen it.

`obslog.open("obslog.db")` gives a `Log`; each command of the command line is one of its methods.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from obslog.model.version import VERSION

if TYPE_CHECKING:
    from obslog.log import Log, create, identify
    from obslog.log import open_log as open
    from obslog.log_tasking import passes

__version__ = VERSION
__all__ = ["Log", "__version__", "create", "identify", "open", "passes"]

_LAZY = {
    "Log": ("log", "Log"),
    "open": ("log", "open_log"),
    "create": ("log", "create"),
    "identify": ("log", "identify"),
    "passes": ("log_tasking", "passes"),
}


def __getattr__(name: str) -> Any:
    # Heavy rooms are imported when first asked for, so that `obslog --help` stays quick (PEP 562).
    if name in _LAZY:
        from importlib import import_module

        room, public = _LAZY[name]
        return getattr(import_module(f"obslog.{room}"), public)
    raise AttributeError(f"module 'obslog' has no attribute {name!r}")
