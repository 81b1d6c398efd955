"""Where the real files for tests lie; tests that need them are skipped with a plain message elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def shared_data() -> Path:
    """The folder of real test files beside the checkout, or a skip that says what is missing."""
    root = Path(os.environ.get("OBSLOG_TEST_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
    if not root.is_dir():
        pytest.skip("real test files are not here (../shared/data, or OBSLOG_TEST_DATA)")
    return root
