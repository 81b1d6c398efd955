"""The house: heavy libraries stay in their rooms and out of `--help`; every command is a method and a page."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from obslog.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
#: Methods that Textual calls by their names: keys have their help beside them (`@key`), hooks have Textual's, and what
#: a list of rows calls has the list's.
HOOKS = (
    "action_", "on_", "compose", "render", "watch_", "validate_", "get_content", "can_replace", "moved", "laid_out",
    "chosen",
)  # fmt: skip
SOURCES = sorted((ROOT / "obslog").rglob("*.py"))
HEAVY = ("rasterio", "numpy", "sqlalchemy", "textual", "shapely", "alembic", "jinja2", "PIL", "scipy")


def loaded_after(*args: str) -> str:
    code = (
        "import sys; from obslog.cli.main import run; code = run(sys.argv[1:]); "
        f"print('\\nLOADED', *[m for m in {HEAVY!r} if m in sys.modules]); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, check=True)
    return done.stdout.rpartition("LOADED")[2].strip()


def test_help_loads_no_heavy_library() -> None:
    assert loaded_after("--help") == ""


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_the_help_of_a_command_loads_no_heavy_library(command: str) -> None:
    assert loaded_after(command, "--help") == ""


def test_no_heavy_library_is_imported_at_the_top_of_a_module() -> None:
    allowed = ROOT / "obslog" / "store" / "migrations"
    found = []
    for path in SOURCES:
        if allowed in path.parents or path.name == "schema.py" or {"tui", "orbits"} & set(path.parts):
            continue  # imported whole, by the one command that needs them
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            found += [f"{path.name}: {n}" for n in names if n.partition(".")[0] in HEAVY]
    assert found == []


def test_rasters_are_opened_in_one_room_only() -> None:
    opening = re.compile(r"\b(rasterio\.open|Image\.open)\(")
    offenders = [
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        if opening.search(path.read_text(encoding="utf-8")) and path.parent.name != "imagery"
    ]
    assert offenders == []


def test_the_library_prints_nothing() -> None:
    printing = re.compile(r"(?<![\w.])print\(|click\.echo\(|sys\.(stdout|stderr)\.write")
    offenders = [
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        if "cli" not in path.parts
        and path.name != "decode_worker.py"
        and printing.search(path.read_text(encoding="utf-8"))
    ]
    assert offenders == []


def test_the_clock_is_read_in_two_places() -> None:
    asking = re.compile(r"datetime\.now\(|time\.time\(|datetime\.utcnow\(")
    readers = {path.name for path in SOURCES if asking.search(path.read_text(encoding="utf-8"))}
    assert readers <= {"desk.py", "workspace.py", "ids.py"}


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    long = {
        p.relative_to(ROOT).as_posix(): n
        for p in SOURCES
        if (n := len(p.read_text(encoding="utf-8").splitlines())) > 420
    }
    assert long == {}


def test_every_file_says_what_it_is_for() -> None:
    silent = [p.name for p in SOURCES if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))]
    assert silent == []


def test_every_public_name_has_a_docstring() -> None:
    silent = []
    for path in SOURCES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                silent += [] if ast.get_docstring(node) else [f"{path.name}: {node.name}"]
                for inner in node.body if isinstance(node, ast.ClassDef) else ():
                    named = isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_")
                    if named and "tui" in path.parts and inner.name.startswith(HOOKS):
                        continue
                    setter = (
                        any(getattr(one, "attr", "") == "setter" for one in inner.decorator_list)
                        if named
                        else False
                    )
                    if named and not setter and not ast.get_docstring(inner):
                        silent.append(f"{path.name}: {node.name}.{inner.name}")
    assert silent == []


def test_no_room_is_called_utils() -> None:
    assert not {p.stem for p in SOURCES} & {"utils", "helpers", "common", "base"}
