"""The `obslog` command: the group, its common options, and the one place where errors become exit codes."""

from __future__ import annotations

import os
import sys
import warnings
from importlib import import_module

import click

from obslog.cli.output import note
from obslog.model.errors import ObslogError
from obslog.model.version import VERSION

#: Command -> (module in obslog.cli, its short help). Modules are imported only when their command runs.
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("logs", "Make a log."),
    "doctor": ("logs", "Say what this machine and this log can do."),
    "demo": ("demo", "Make a demo log, print its change, write its reports."),
    "site": ("sites", "Places: add, list, show, edit."),
    "area": ("sites", "Named parts of a site: add, list."),
    "import": ("evidence", "Take images from files and folders as evidence."),
    "identify": ("evidence", "Say what files are, when and where, and on what basis; needs no log."),
    "patterns": ("patterns", "File-name patterns: how a name is read; needs no log."),
    "image": ("images", "Evidence: list, show, date, link, place, align, measure, cut chips, publish."),
    "look": ("looks", "What an analyst saw on an image: add, edit, close, retract, list, show."),
    "mark": ("marks", "Objects marked on images: add, edit, remove, carry, confirm, list, tally, diff."),
    "queue": ("marks", "Images that nobody has looked at, newest first."),
    "type": ("types", "The type tree: list, add; types that fit a size, levels an image supports."),
    "source": ("collateral", "Who says so: add, list."),
    "statement": ("collateral", "What a source says of a site: add, list."),
    "assessment": ("collateral", "What the analyst concludes: add, list."),
    "timeline": ("compare", "Counts over time, with gaps, zeros, cloud and bounds told apart."),
    "matrix": ("compare", "Types by date."),
    "last": ("compare", "Last known counts, each with its age."),
    "diff": ("compare", "The bound-aware change between two dates."),
    "conformance": ("compare", "Run a count-diff case file; needs no log."),
    "search": ("finding", "Full text over the log."),
    "find": ("finding", "Bound-aware questions: at least 2 An-124; looked and saw none."),
    "report": ("reports", "Write the change report."),
    "verify-report": ("reports", "Check a report against the log: bytes, head, every line, evidence."),
    "export": ("exchange", "Write observations, marks, sites or images for other tools."),
    "stac": ("stac", "STAC items and catalogues on this disk: import."),
    "elements": ("elements", "Orbital elements in the log: import, list; the sensors that satellites carry."),
    "passes": ("passes", "Which satellites see a place, when and how well; needs no log."),
    "requirement": (
        "requirements",
        "Questions that only a new look can answer: add, edit, drop, list, show.",
    ),
    "order": ("orders", "Orders to providers: products, feasibility, prepare, submit, refresh, list, show."),
    "gaps": ("gaps", "What the log does not know: open questions, times in which nothing was seen."),
    "undo": ("trust", "Undo an entry of the journal by a new one."),
    "redo": ("trust", "Take an undo back."),
    "journal": ("trust", "Read the journal."),
    "verify": ("trust", "Check log and evidence against the journal."),
    "upgrade": ("logs", "Bring a log of an older obslog to the newest schema."),
    "backup": ("trust", "Copy the log to a file."),
    "keys": ("keys", "What keys do in the terminal UI, and the ids to change them by."),
    "serve": ("serve", "The terminal UI in a browser, on this machine only."),
}


class Commands(click.Group):
    """A group that knows its commands' names and helps, and imports a command's module only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of a day's work, not of the alphabet."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, its module imported now; None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"obslog.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.COMMANDS[cmd_name]
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list for `--help`, from the table above, so that help imports no command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, short) for name, (_, short) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click's own, with a suggestion for a mistyped name."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=2)
            tail = f"; did you mean {' or '.join(near)}?" if near else "; see obslog --help"
            raise click.UsageError(f"no command {args[0]!r}{tail}", ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.option(
    "--log", "log_url", envvar="OBSLOG_LOG", metavar="PATH|URL", help="The log: a file, or a database URL."
)
@click.option(
    "--analyst", envvar="OBSLOG_ANALYST", metavar="NAME", help="Who is at work; recorded as stated."
)
@click.option("--read-only", is_flag=True, envvar="OBSLOG_READ_ONLY", help="Refuse every change of the log.")
@click.option(
    "--graphics",
    envvar="OBSLOG_GRAPHICS",
    type=click.Choice(["auto", "kitty", "sixel", "cells", "quadrants", "mono", "ascii"]),
    help="How the terminal UI draws pictures; auto finds out.",
)
@click.option(
    "--mouse",
    envvar="OBSLOG_MOUSE",
    type=click.Choice(["auto", "cell", "off"]),
    help="How the mouse speaks there; cell where clicks land in the wrong place.",
)
@click.version_option(VERSION, prog_name="obslog")
@click.pass_context
def cli(
    ctx: click.Context,
    log_url: str | None,
    analyst: str | None,
    read_only: bool,
    graphics: str | None,
    mouse: str | None,
) -> None:
    """The imagery analyst's observation log: how many, how sure, and could we have seen it.

    Alone, at a terminal, it opens the terminal UI; every command below does without it. The log is a file,
    obslog.db, found in this folder or above it, unless --log or OBSLOG_LOG names another.
    """
    ctx.obj = {
        "log": log_url,
        "analyst": analyst,
        "read_only": read_only,
        "graphics": graphics,
        "mouse": mouse,
    }
    if ctx.invoked_subcommand is None:
        from obslog.cli.opening import can_show, open_ui

        if can_show():
            ctx.exit(open_ui(log_url, analyst, read_only, graphics=graphics, mouse=mouse))
        click.echo(ctx.get_help())


def main(argv: list[str] | None = None) -> None:
    """Run one command and exit: 0 done, 1 failed, 2 usage, 3 done in part, 4 not found, 5 damage found."""
    # PROJ listens to its environment alone, and fetches grids where it is let.
    os.environ["PROJ_NETWORK"] = "OFF"
    _fill_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    sys.exit(run(argv))


def _fill_closed_streams() -> None:
    """Give a program that was started with its output closed (`2>&-`) one that goes nowhere."""
    for number, name in ((1, "stdout"), (2, "stderr")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
            setattr(sys, name, os.fdopen(number, "w", encoding="utf-8"))


def run(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code; each failure is one line on standard error."""
    if not sys.warnoptions:
        # What a library warns of (an image without georeference, ...) obslog says in its own outcome lines.
        warnings.simplefilter("ignore")
    words = sys.argv[1:] if argv is None else argv
    for number, word in enumerate(words, 1):
        if not _writable(word):
            note(f"obslog: argument {number} {word!r} holds a NUL or half a character; write it again")
            return 2
    try:
        code = cli.main(args=words, prog_name="obslog", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx is not None else "obslog"
        note(f"{where}: {_one_line(error.format_message())}")
        return 2
    except click.ClickException as error:
        note(f"obslog: {_one_line(error.format_message())}")
        return error.exit_code
    except click.Abort:
        note("obslog: stopped; what was recorded stays")
        return 130
    except ObslogError as error:
        note(f"obslog: {_one_line(str(error))}")
        return error.exit_code
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except KeyboardInterrupt:
        note("obslog: stopped; what was recorded stays")
        return 130
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        note(f"obslog: {where}{error.strerror or error}")
        return 1


def _writable(word: str) -> bool:
    """True for what a shell can pass on; bytes of a file name that are no UTF-8 are (as escaped surrogates)."""
    try:
        return b"\0" not in word.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False


def _one_line(message: str) -> str:
    return " ".join(message.split("\n"))
