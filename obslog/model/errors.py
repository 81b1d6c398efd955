"""The errors that obslog raises: one root, each with the sentence a person needs.

A message says what was wrong, where, and what to do. The library raises; the faces print. Each error also
inherits the builtin that fits, so that a script may catch either.
"""

from __future__ import annotations


class ObslogError(Exception):
    """Root of every error that obslog raises on purpose; `str()` of it is one line for a person."""

    exit_code = 1


class WordError(ObslogError, ValueError):
    """A count, date, place, type, fraction or other word that cannot be read.

    Parameters: `what` names the kind of word, `text` is what was written, `hint` says what would be right.
    """

    exit_code = 2

    def __init__(self, what: str, text: str, hint: str) -> None:
        self.what, self.text, self.hint = what, text, hint
        super().__init__(f"{what} {text!r}: {hint}")


class NotFoundError(ObslogError, LookupError):
    """Nothing in the log answers to that name or id; `near` holds close matches."""

    exit_code = 4

    def __init__(self, what: str, text: str, near: tuple[str, ...] = (), hint: str = "") -> None:
        self.what, self.text, self.near, self.hint = what, text, near, hint
        tail = f"; did you mean {' or '.join(near)}?" if near else (f"; {hint}" if hint else "")
        super().__init__(f"no {what} {text!r}{tail}")


class AmbiguousError(ObslogError, LookupError):
    """A prefix or name answers to several rows; `choices` lists them."""

    exit_code = 2

    def __init__(self, what: str, text: str, choices: tuple[str, ...]) -> None:
        self.what, self.text, self.choices = what, text, choices
        shown = ", ".join(choices[:6]) + (" ..." if len(choices) > 6 else "")
        super().__init__(f"{what} {text!r} is not unique: it could be {shown}")


class RefusedError(ObslogError, ValueError):
    """A change that the log will not make (a second site of one name, an undo that others depend on, ...)."""

    exit_code = 1


class FileRefusedError(ObslogError, OSError):
    """A file that cannot be taken as evidence; `reason` is the line recorded in the ledger."""

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        OSError.__init__(self, f"{path}: {reason}")

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


class StoreError(ObslogError, OSError):
    """The log's database cannot be opened, read or written; the message says why and what to do."""

    def __init__(self, message: str) -> None:
        OSError.__init__(self, message)

    def __str__(self) -> str:
        return str(self.args[0])


class DamageError(ObslogError):
    """Verification found damage; `findings` lists each, one line a finding."""

    exit_code = 5

    def __init__(self, findings: tuple[str, ...]) -> None:
        self.findings = findings
        super().__init__(f"{len(findings)} findings; the first: {findings[0]}" if findings else "damage")


class ServiceError(ObslogError, OSError):
    """A server that could not be asked, or whose answer cannot be used.

    `where` is its address without secrets. `sent`: the request may have arrived, so that what it asked for may have
    been done. `status` is the status of its answer, None where none came; `retry_after_s` how long it asks to wait.
    """

    def __init__(
        self,
        where: str,
        reason: str,
        *,
        sent: bool = False,
        status: int | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        self.where, self.reason, self.sent = where, reason, sent
        self.status, self.retry_after_s = status, retry_after_s
        OSError.__init__(self, f"{where}: {reason}")

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"
