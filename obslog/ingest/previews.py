"""Small pictures of the evidence, kept beside the log: made once, whole or not there at all, never evidence."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace

_JPEG = b"\xff\xd8\xff"


class Previews:
    """The previews of one log: `obslog.db.previews/ab/SHA256.jpg`, or in the user's cache for a database.

    They can be deleted at any time; `image prepare` makes them again.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.folder = _folder(workspace)
        #: Why the last preview could not be kept; None where all were.
        self.trouble: str | None = None

    def path(self, image_id: str) -> Path:
        """Where the preview of an image lies, or would."""
        return self.folder / image_id[:2] / f"{image_id}.jpg"

    def has(self, image_id: str) -> bool:
        """True if there is a whole preview of that image."""
        try:
            with self.path(image_id).open("rb") as file:
                return file.read(len(_JPEG)) == _JPEG
        except OSError:
            return False

    def keep(self, image_id: str, jpeg: bytes | None) -> None:
        """Keep a preview, unless there is one already. What cannot be written is noted in `trouble`, no more."""
        if jpeg is None or self.has(image_id):
            return
        target = self.path(image_id)
        partial: str | None = None
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, partial = tempfile.mkstemp(prefix=".partial-", dir=target.parent)
            with os.fdopen(handle, "wb") as file:
                file.write(jpeg)
            Path(partial).replace(target)
        except OSError as error:
            if partial is not None:
                Path(partial).unlink(missing_ok=True)
            self.trouble = f"previews cannot be kept in {self.folder}: {error.strerror}"


def _folder(workspace: Workspace) -> Path:
    file = workspace.place.file
    if file is not None:
        return file.with_name(f"{file.name}.previews")
    from platformdirs import user_cache_path

    ((payload,),) = workspace.fetch("SELECT payload FROM journal WHERE seq = 1")
    return user_cache_path("obslog") / "previews" / str(json.loads(payload)["note"]["log"])
