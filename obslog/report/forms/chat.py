"""The form for a chat: one paragraph that says where, what changed, what is not known, and where it can be checked."""

from __future__ import annotations

from obslog.report.parts import Report


def render(report: Report) -> str:
    """One line of plain text with a line feed at its end; the banner, where there is one, leads it."""
    said = [claim.sentence for claim in report.finding]
    if report.notice:
        said.append(report.notice)
    said += [_rests(report)]
    if report.contradictions:
        number = len(report.contradictions)
        said.append(f"{'A contradiction is' if number == 1 else f'{number} contradictions are'} left open.")
    head, _, digest = report.head.partition(":")
    said.append(f"(obslog, as of journal head {head}:{digest[:12]})")
    drawn = "DRAWN SCENES, NOT PHOTOGRAPHS. " if report.banner else ""
    return f"{drawn}{report.site}, {report.period}. {' '.join(part for part in said if part)}\n"


def _rests(report: Report) -> str:
    """How many images it rests on, of which dates."""
    used = [line for line in report.evidence if line.looked_at]
    if not used:
        return ""
    first, last = used[0].when, used[-1].when
    number = "one image" if len(used) == 1 else f"{len(used)} images"
    dates = first if len(used) == 1 else f"{first} to {last}"
    hidden = "; not all of the ground could be seen each time" if any(c.looks for c in report.gaps) else ""
    return f"Rests on {number} of {dates}{hidden}."
