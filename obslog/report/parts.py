"""The parts of a change report, as frozen values that HTML, Markdown and JSON all print."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from obslog.report.number_parts import Ahead, Charts, OrderOfBattle
from obslog.report.picture_parts import FIGURE_NOTE, STANDS_NOTE, Figure, StandList

#: What stands under the finding: how sure its numbers are.
FINDING_NOTE = (
    "Numbers are the least that follows from what was seen, of types that are certain; "
    "what rests on an estimate says so."
)
#: What stands before the windows of arrival and departure.
WINDOWS_LEAD = (
    "Between which two looks at least so many came or left. A look that could not tell narrows no window, and what "
    "was there at the first look may have come at any time before it."
)


class ClaimKind(StrEnum):
    """What kind of sentence a claim is; a reader may filter on it."""

    FINDING = "finding"
    STRICT = "strict change"
    POSSIBLE = "possible change"
    SEEN_AGAIN = "seen again"
    ZERO = "zero"
    LABELLED = "as labelled"
    OBSERVATION = "observation"
    CONTRADICTION = "contradiction"
    READINGS = "readings differ"
    WINDOW = "window"
    GAP = "gap"
    QUESTION = "question"


@dataclass(frozen=True)
class Beside:
    """A statement that stands beside a claim: its label in the report, and how it stands to it."""

    statement: str
    stands: str


@dataclass(frozen=True)
class Claim:
    """One sentence and what it rests on; the only way a sentence about the ground enters a report.

    `looks` are ids of looks; `statements`, `images` and `claims` are labels of this report (S1, I1, C1).
    `also` names the types higher in the tree for which the same numbers hold. `footnotes` number the looks. `types`
    is the type that a verdict is about, or the members of a set.
    """

    id: str
    kind: ClaimKind
    sentence: str
    looks: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    beside: tuple[Beside, ...] = ()
    verdict: str | None = None
    footnotes: tuple[int, ...] = ()
    types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Note:
    """A footnote: one look, who made it, of what, and where the journal has it."""

    number: int
    look: str
    short: str
    analyst: str
    analyst_basis: str
    when: str
    when_basis: str
    evidence: str | None
    image: str | None
    sha256: str | None
    entry: int | None
    derived_from: str | None = None


@dataclass(frozen=True)
class ChangeRow:
    """The numbers of one type between two passes, in short notation; `depth` is for indenting."""

    type: str
    depth: int
    before: str
    after: str
    net: str
    arrived: str
    left: str
    strict: str
    labelled: str
    estimate: bool


@dataclass(frozen=True)
class ChangeGroup:
    """Two passes compared: claims, strict ones first, then as labelled, and the table they come from."""

    title: str
    whole_period: bool
    strict: tuple[Claim, ...]
    labelled: tuple[Claim, ...]
    rows: tuple[ChangeRow, ...]
    notes: tuple[str, ...]

    @property
    def is_telling(self) -> bool:
        """False where the table would say "unknown" throughout, which one sentence says already."""
        return any((row.strict, row.labelled) != ("unknown", "unknown") for row in self.rows)


@dataclass(frozen=True)
class GridCell:
    """One cell of the type x date matrix: its kind, its sign, the same in words, and the looks it rests on.

    `kind` is count, bound, zero, part, cloud, gap, labelled or conflict.
    """

    kind: str
    sign: str
    words: str
    looks: tuple[str, ...]


@dataclass(frozen=True)
class GridColumn:
    """One pass at the head of the matrix."""

    name: str
    looks: tuple[str, ...]
    footnotes: tuple[int, ...] = ()


@dataclass(frozen=True)
class GridRow:
    """One type of the matrix."""

    type: str
    cells: tuple[GridCell, ...]


@dataclass(frozen=True)
class Grid:
    """The type x date matrix and what its signs mean: (kind, sign, meaning) for the kinds in use."""

    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]
    legend: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class StatementLine:
    """What a source says, as given; `code_words` is the Admiralty code in words. It enters no bound.

    `beside` holds how it stands to verdicts (contradicts, agrees, adds) and the claims of each.
    """

    id: str
    statement: str
    kind: str
    source: str
    source_kind: str
    when: str
    when_basis: str
    text: str
    says: tuple[str, ...]
    code: str
    code_words: str
    origin: str | None
    counts_with: str | None
    beside: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class SourceLine:
    """Who says so."""

    id: str
    name: str
    kind: str
    reliability: str
    url: str | None
    notes: str | None
    statements: tuple[str, ...]


@dataclass(frozen=True)
class AssessmentLine:
    """What an analyst concludes, as written. Likelihood and confidence are two fields, never one sentence."""

    id: str
    assessment: str
    text: str
    likelihood: str | None
    confidence: str | None
    when: str | None
    looks: tuple[str, ...]
    supersedes: str | None
    why: str | None
    footnotes: tuple[int, ...] = ()


@dataclass(frozen=True)
class EvidenceLine:
    """One image of evidence: its exact name, its sha256, when and on what basis, and what is known of it."""

    id: str
    name: str
    sha256: str
    size: int
    when: str
    when_basis: str
    gsd: str
    platform: str
    covers: str
    acquisition: str | None
    same_acquisition_as: tuple[str, ...]
    licence: str | None
    drawn: bool
    looked_at: bool
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """A change report, whole and in reading order. All text from outside has been through `safe()`.

    `notice` says plainly what is missing where no change can be stated. `figures` are before and after of its changes,
    `unpictured` the sentences on what they leave out; `left_out` says which images may not be shown or named,
    `redacted` that names and notes were taken out, `recipe` how the report was asked for (`obslog.report.recipe`);
    `folder` holds the pictures of a Markdown report beside it.
    """

    title: str
    site: str
    place: str
    period: str
    since: str
    until: str
    banner: str | None
    notice: str | None
    head: str
    version: str
    finding: tuple[Claim, ...]
    changes: tuple[ChangeGroup, ...]
    grid: Grid
    observations: tuple[Claim, ...]
    zeros: tuple[Claim, ...]
    gaps: tuple[Claim, ...]
    assessments: tuple[AssessmentLine, ...]
    statements: tuple[StatementLine, ...]
    contradictions: tuple[Claim, ...]
    questions: tuple[Claim, ...]
    sources: tuple[SourceLine, ...]
    evidence: tuple[EvidenceLine, ...]
    notes: tuple[Note, ...]
    figures: tuple[Figure, ...] = ()
    unpictured: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    redacted: str | None = None
    recipe: str | None = None
    folder: str | None = None
    stands: tuple[StandList, ...] = ()
    charts: Charts = field(default_factory=Charts)
    newest: datetime | None = None
    ahead: Ahead = field(default_factory=Ahead)
    windows: tuple[Claim, ...] = ()
    battle: OrderOfBattle = field(default_factory=OrderOfBattle)

    @property
    def finding_note(self) -> str | None:
        """How sure the finding is; None where nothing is compared."""
        return FINDING_NOTE if self.changes else None

    @property
    def figure_note(self) -> str:
        """How to read the pictures."""
        return FIGURE_NOTE

    @property
    def stands_note(self) -> str:
        """What the lists of stands are."""
        return STANDS_NOTE

    def figures_of(self, group: int) -> tuple[Figure, ...]:
        """The pictures of one pair of passes, counted from 0."""
        return tuple(figure for figure in self.figures if figure.group == group)

    def figures_for(self, claim: str) -> tuple[str, ...]:
        """The labels of the pictures that stand by a claim."""
        return tuple(figure.id for figure in self.figures if claim in figure.claims)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every claim once, in reading order."""
        changed = tuple(c for group in self.changes for c in (*group.strict, *group.labelled))
        return (
            *self.finding,
            *self.windows,
            *changed,
            *self.observations,
            *self.zeros,
            *self.gaps,
            *self.contradictions,
            *self.questions,
        )
