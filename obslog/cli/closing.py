"""Commands that close the loop: images held against requirements, and the analyst's judgement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from obslog.cli.output import emit, emit_all, note, say
from obslog.cli.session import json_option, with_log

if TYPE_CHECKING:
    from obslog.log import Log
    from obslog.model.requirements import Answer
    from obslog.tasking.answering.closing import MatchLine

_SIGNS = {"met": "+", "not met": "-", "unknown": "?"}


@click.command("match")
@click.argument("requirement_id", required=False, metavar="[ID]")
@click.option("--all", "every", is_flag=True, help="Also images of the time and ground that do not fit.")
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help="Of each requirement.")
@json_option
@with_log
def requirement_match(log: Log, requirement_id: str | None, every: bool, limit: int, as_json: bool) -> None:
    """Images that answer a requirement, or all open ones: proposed, never decided.

    Each thing asked stands beside what the image says: + met, - not met, ? not said.
    """
    found = log.requirement_matches(requirement_id, every=every)
    if as_json:
        from obslog.tasking.answering.closing_wire import match_wire

        emit_all(match_wire(line) for line in found)
        return
    shown: dict[str, int] = {}
    for line in found:
        known = line.requirement.id
        shown[known] = shown.get(known, 0) + 1
        if shown[known] <= limit:
            if len(shown) > 1 or shown[known] > 1:
                say()
            _show(line)
    for known, number in shown.items():
        if number > limit:
            note(f"{number - limit} more for requirement {known[-8:]}: --limit N, or --json for all")
    if not found:
        say(_none(log, requirement_id))


def _none(log: Log, requirement_id: str | None) -> str:
    """That nothing is proposed; of one requirement also what was judged already, and where it stands."""
    if requirement_id is None:
        return "no image of the log answers an open requirement"
    judged = len({one.image_id for one in log.requirement_answers(requirement_id)})
    if not judged:
        return "no image of the log answers it"
    line = log.requirement_show(requirement_id)
    images = "image is" if judged == 1 else "images are"
    return f"no other image of the log answers it; {judged} {images} judged already, and it is {line.stage}"


def _show(line: MatchLine) -> None:
    one = line.match
    say(f"requirement {one.requirement_id[-8:]} of {line.site_name}: {line.requirement.question}")
    say(f"image {one.image_id[:12]} {line.sentence}")
    for check in one.checks:
        say(f"  {_SIGNS[str(check.fit)]} {check.what}: {check.asked}; {check.found}")
    if one.order_id is not None:
        say(f"  order {one.order_id[-8:]}")
    if line.order_of_pass is not None:
        say(f"  if it came by it: --order {line.order_of_pass[-8:]}")
    if not line.looked:
        say("  nobody has closed a look at it")
    if one.proposed and str(line.requirement.state) == "open":
        part = " --in-part" if line.outcome == "answers a part" else ""
        because = "" if one.full or part else " --because TEXT"
        say(f"  obslog requirement satisfy {one.requirement_id[-8:]} {one.image_id[:12]}{part}{because}")


@click.command("satisfy")
@click.argument("requirement_id", metavar="ID")
@click.argument("image", metavar="IMAGE")
@click.option("--order", metavar="ORDER", help="The order that it came by, where the image does not say.")
@click.option(
    "--because", "reason", metavar="TEXT", help="Needed where the image falls short or does not say."
)
@click.option("--in-part", is_flag=True, help="It answers a part; the requirement stays open.")
@json_option
@with_log
def requirement_satisfy(
    log: Log,
    requirement_id: str,
    image: str,
    order: str | None,
    reason: str | None,
    in_part: bool,
    as_json: bool,
) -> None:
    """Judge that an image answers a requirement, which closes it; undo opens it again.

    Whether a provider calls its order completed says nothing of that.
    """
    answer = log.requirement_satisfy(requirement_id, image, order=order, reason=reason, in_part=in_part)
    _told(log, answer, as_json)


@click.command("reject")
@click.argument("requirement_id", metavar="ID")
@click.argument("image", metavar="IMAGE")
@click.option("--because", "reason", required=True, metavar="TEXT")
@json_option
@with_log
def requirement_reject(log: Log, requirement_id: str, image: str, reason: str, as_json: bool) -> None:
    """Judge that an image does not answer a requirement: it is not proposed for it again."""
    _told(log, log.requirement_reject(requirement_id, image, reason=reason), as_json)


def _told(log: Log, answer: Answer, as_json: bool) -> None:
    from obslog.tasking.answering.closing import answer_words
    from obslog.tasking.answering.closing_wire import answer_wire

    line = log.requirement_show(answer.requirement_id)
    if as_json:
        emit({**answer_wire(answer), "stage": str(line.stage)})
        return
    say(answer_words(answer))
    say(
        f"requirement {answer.requirement_id[-8:]} of {line.site_name} is {line.stage}: {line.requirement.question}"
    )
    if str(answer.decision) == "satisfies" and not log.image_looked_at(
        answer.image_id, line.requirement.site_id
    ):
        note(f"nobody has closed a look at image {answer.image_id[:12]}: what it shows is not in the log yet")


REQUIREMENT_COMMANDS = {
    "match": requirement_match,
    "satisfy": requirement_satisfy,
    "reject": requirement_reject,
}
