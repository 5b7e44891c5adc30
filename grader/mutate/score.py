"""What a run over mutants comes to: the fate of each, the score, and what is left to explain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import msgspec

from grader.mutate.making import Change, Mutant
from grader.mutate.running import Run
from grader.mutate.survivors import Equivalents

Fate = Literal[
    "killed",  # a test took points
    "equivalent",  # it survives, and survivors.toml says why it may
    "unexplained",  # it survives all tests: a hole in them, or a reason that is not written yet
    "left",  # it survives the tests that do not train; the others were not run
    "not judged",  # the time was over
    "fault",  # it could not be graded
]


class Row(msgspec.Struct, frozen=True):
    """One mutant. `status` is how the test `killed_by` ended, `reason` why the mutant may survive, or the fault."""

    operator: str
    function: str
    line: int
    before: str
    after: str
    occurrence: int
    fate: Fate
    killed_by: str = ""
    status: str = ""
    reason: str = ""


class Score(msgspec.Struct, frozen=True):
    """Of one run. `score` is the share of the killed among all that are decided and not equivalent; None without any.

    `stale` entries of survivors.toml are about no mutant; `refuted` ones are about one that was killed; of the
    equivalent, `untried` are those that the tests that train were not run on.
    """

    assignment: str
    seed: int
    cheap: bool
    finished: bool
    seconds: float
    score: float | None
    counts: dict[str, int]
    by_operator: dict[str, dict[str, int]]
    rows: tuple[Row, ...]
    stale: tuple[Change, ...] = ()
    refuted: tuple[Change, ...] = ()
    untried: int = 0

    def of(self, fate: Fate) -> list[Row]:
        return [row for row in self.rows if row.fate == fate]

    @property
    def is_clean(self) -> bool:
        """Nothing is left to explain, as far as the run has come."""
        return not (self.of("unexplained") or self.of("fault") or self.refuted)


def scored(
    run: Run, wanted: Sequence[Mutant], made: Sequence[Mutant], equivalents: Equivalents, seconds: float
) -> Score:
    """The score of the mutants `wanted`, of those that were `made`."""
    rows = tuple(_row(run, mutant, equivalents) for mutant in wanted)
    counts: Counter[str] = Counter(row.fate for row in rows)
    against = counts["killed"] + counts["unexplained"]
    by_operator: dict[str, dict[str, int]] = {}
    for row in rows:
        own = by_operator.setdefault(row.operator, {})
        own[row.fate] = own.get(row.fate, 0) + 1
    return Score(
        assignment=run.assignment.slug,
        seed=run.seed,
        cheap=run.cheap,
        finished=run.finished,
        seconds=round(seconds, 1),
        score=counts["killed"] / against if against else None,
        counts=dict(counts),
        by_operator=by_operator,
        rows=rows,
        stale=tuple(equivalents.stale(mutant.change for mutant in made)),
        refuted=tuple(
            mutant.change
            for mutant in wanted
            if mutant.change in equivalents.reasons and mutant in run.verdicts and run.verdicts[mutant].killed_by
        ),
        untried=sum(
            row.fate == "equivalent" and not run.decided(mutant) for mutant, row in zip(wanted, rows, strict=True)
        ),
    )


def _row(run: Run, mutant: Mutant, equivalents: Equivalents) -> Row:
    change = mutant.change
    about: dict[str, Any] = {
        "operator": change.operator,
        "function": change.function,
        "line": mutant.line,
        "before": change.before,
        "after": change.after,
        "occurrence": change.occurrence,
    }
    verdict = run.verdicts.get(mutant)
    if mutant in run.faults:
        return Row(**about, fate="fault", reason=run.faults[mutant])
    if verdict is None:
        return Row(**about, fate="not judged")
    if verdict.killed_by:
        return Row(**about, fate="killed", killed_by=verdict.killed_by, status=verdict.status)
    if change in equivalents.reasons:
        return Row(**about, fate="equivalent", reason=equivalents.reasons[change])
    return Row(**about, fate="unexplained" if run.decided(mutant) else "left")


def summary(score: Score) -> Iterator[str]:
    """The lines that end a run."""
    words = {
        "killed": "killed",
        "equivalent": "equivalent",
        "unexplained": "survive unexplained",
        "left": "left to the tests that train",
        "not judged": "not judged",
        "fault": "could not be graded",
    }
    counted = [f"{score.counts[fate]} {said}" for fate, said in words.items() if score.counts.get(fate)]
    minutes = f"{score.seconds / 60:.1f} minutes"
    yield f"{len(score.rows)} mutants of {score.assignment}, seed {score.seed}, {minutes}: {', '.join(counted)}"
    killed = Counter(row.status for row in score.of("killed"))
    if killed:
        yield f"killed by an exception: {killed['error']}, by a time limit: {killed['timeout']}"
    if score.score is not None:
        yield f"mutation score: {score.score:.1%} of those decided and not equivalent are killed"
    for change in score.stale:
        yield f"stale, about no mutant: {described(change)}"
    for change in score.refuted:
        yield f"called equivalent, but it is killed: {described(change)}"
    if not score.finished:
        yield "stopped when the time was over: the same command goes on from here"
    elif score.untried and not score.cheap:
        yield f"{score.untried} of the equivalent not tried by the tests that train: the same command goes on with them"


def described(change: Change | Row) -> str:
    """A change in one line."""
    before, after = (" ⏎ ".join(line.strip() for line in text.split("\n")) for text in (change.before, change.after))
    return f"{change.operator} in {change.function}: {before} → {after}"


def as_diff(change: Change | Row, file: str, line: int) -> str:
    """A change as the lines taken out and the lines put in."""
    old, new = ((text.split("\n") if text else []) for text in (change.before, change.after))
    head = f"{file}:{line} {change.operator} in {change.function}"
    return "\n".join([head, *(f"- {text}" for text in old), *(f"+ {text}" for text in new)])
