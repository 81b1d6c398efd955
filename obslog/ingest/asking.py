"""From what a caller wrote to `ImportOptions`: fields as `KEY=VALUE`, the store of copies, the policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from obslog.ingest.options import ImportOptions, OnDuplicate
from obslog.model.errors import RefusedError, WordError
from obslog.store.workspace import Workspace


def options_for(
    workspace: Workspace,
    site_ids: Sequence[str],
    *,
    copy: bool,
    fields: Sequence[str] | Mapping[str, str],
    on_duplicate: str,
    pixels: bool,
    dry_run: bool,
    jobs: int,
) -> ImportOptions:
    """The options, checked. Raises `WordError`, and `RefusedError` for copies that have no folder."""
    try:
        policy = OnDuplicate(on_duplicate)
    except ValueError:
        raise WordError("--on-duplicate", on_duplicate, f"write one of {', '.join(OnDuplicate)}") from None
    return ImportOptions(
        sites=tuple(site_ids),
        copy=_store_of(workspace) if copy else None,
        set=_fields(fields),
        on_duplicate=policy,
        jobs=jobs,
        pixels=pixels,
        dry_run=dry_run,
    )


def _fields(given: Sequence[str] | Mapping[str, str]) -> dict[str, str]:
    if isinstance(given, Mapping):
        return {key: str(value) for key, value in given.items()}
    found = {}
    for text in given:
        key, equals, value = text.partition("=")
        if not equals or not key.strip() or not value.strip():
            raise WordError("--set", text, "write KEY=VALUE, such as licence=CC-BY-4.0")
        found[key.strip()] = value.strip()
    return found


def _store_of(workspace: Workspace) -> Path:
    if workspace.place.file is None:
        raise RefusedError(
            "--copy keeps evidence beside the log's file, and this log is a database: leave it out"
        )
    return workspace.place.file.with_name(f"{workspace.place.file.name}.evidence")
