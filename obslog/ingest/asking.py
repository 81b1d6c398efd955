"""From what a caller wrote to an import: fields as `KEY=VALUE`, the store of copies, the policy, who answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from obslog.imagery.name_patterns import patterns_from
from obslog.ingest.captions import read_captions
from obslog.ingest.decider import AskedDecider, Decider, Question
from obslog.ingest.file_lists import read_file_list
from obslog.ingest.options import ImportOptions, OnDuplicate
from obslog.ingest.outcomes import ImportProgress, ImportSummary
from obslog.ingest.run import import_images
from obslog.model.errors import RefusedError, WordError
from obslog.store import queries
from obslog.store.journal import Actor
from obslog.store.workspace import Workspace


def start(
    workspace: Workspace,
    actor: Actor,
    paths: Sequence[str | Path],
    site_ids: Sequence[str] = (),
    *,
    copy: bool = False,
    set_fields: Sequence[str] | Mapping[str, str] = (),
    on_duplicate: str = "link",
    pixels: bool = True,
    dry_run: bool = False,
    jobs: int = 0,
    retry: bool = False,
    quiet: bool = False,
    decisions: str | Path | None = None,
    record_decisions: str | Path | None = None,
    captions: str | Path | None = None,
    files_from: str | Path | BinaryIO | None = None,
    patterns: str | Path | None = None,
    decider: Decider | None = None,
    ask: Callable[[Question], str | None] | None = None,
    on_outcome: Callable[[dict[str, Any]], None] = lambda line: None,
    on_progress: Callable[[ImportProgress], None] | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> ImportSummary:
    """Import `paths`; every file ends in exactly one recorded outcome.

    `copy` also keeps a copy beside the log; `set_fields` states `licence`, `attribution`, `platform`, `when`, ...
    for every file (a mapping, or `KEY=VALUE` texts); `captions` is a CSV of what is known of single files
    (docs/importing.md); `files_from` is a list of further paths, a file or an open binary stream, of which one
    that is not there is rejected; `patterns` is a file of the user's own file-name patterns; `pixels` decodes
    each image to prove that it can be; `dry_run` writes nothing; `decisions` is a file of recorded answers,
    `record_decisions` one to which those of a person are added;
    `decider` answers what that leaves open, or `ask` with a choice or None (default: the policy that `on_duplicate`
    names); `on_outcome` gets
    the wire shape of each file, `on_progress` how far it is; `should_stop` is asked between files. Raises
    `WordError` for what cannot be read, `RefusedError` for copies where the log has no folder, `NotFoundError`
    for a path that is not there, `StoreError`.
    """
    try:
        policy = OnDuplicate(on_duplicate)
    except ValueError:
        raise WordError("--on-duplicate", on_duplicate, f"write one of {', '.join(OnDuplicate)}") from None
    options = ImportOptions(
        sites=tuple(site_ids),
        copy=_store_of(workspace) if copy else None,
        set=_fields(set_fields),
        on_duplicate=policy,
        jobs=jobs,
        retry=retry,
        quiet=quiet,
        decisions=Path(decisions) if decisions is not None else None,
        record_decisions=Path(record_decisions) if record_decisions is not None else None,
        pixels=pixels,
        dry_run=dry_run,
        captions=read_captions(Path(captions), _site_finder(workspace)) if captions is not None else (),
        listed=read_file_list(files_from) if files_from is not None else (),
    )
    if decider is None and ask is not None:
        decider = AskedDecider(ask)
    with patterns_from(patterns):
        return import_images(
            workspace,
            actor,
            paths,
            options,
            decider,
            on_progress=on_progress,
            should_stop=should_stop,
            on_outcome=lambda outcome: on_outcome(outcome.wire()),
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


def _site_finder(workspace: Workspace) -> Callable[[str], str | None]:
    def find(name: str) -> str | None:
        site = queries.site_by_name(workspace, name)
        return None if site is None else site.id

    return find


def _store_of(workspace: Workspace) -> Path:
    if workspace.place.file is None:
        raise RefusedError(
            "--copy keeps evidence beside the log's file, and this log is a database: leave it out"
        )
    return workspace.place.file.with_name(f"{workspace.place.file.name}.evidence")
