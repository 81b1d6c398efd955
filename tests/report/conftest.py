"""Fixtures of the report tests that other rooms have made."""

from __future__ import annotations

from tasking.conftest import harbour

__all__ = ["harbour"]
