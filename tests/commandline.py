"""Run `obslog` commands inside the test process, as a shell would see them."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass
from typing import Any

from obslog.cli.main import run


@dataclass(frozen=True)
class Ran:
    """What one command printed and its exit code."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Standard output read as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]

    def ok(self) -> Ran:
        """The same, after checking that the command succeeded."""
        assert self.code == 0, f"exit {self.code}\n{self.out}\n{self.err}"
        return self


def obslog(*args: object, log: str | None = None) -> Ran:
    """Run `obslog [--log LOG] ARGS...`."""
    out, err = io.StringIO(), io.StringIO()
    argv = (["--log", log] if log else []) + [str(arg) for arg in args]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(argv)
    return Ran(code, out.getvalue(), err.getvalue())
