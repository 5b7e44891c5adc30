"""How training goes on, of right solutions and of mutants: what the rules of early stop rest on.

A rule that would have stopped a right solution is a wrong rule, and so is one that would have cost any run a point of
its accuracy. Both are seen by replaying the rule on what was recorded without it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from grader.course import Assignment
from grader.early_stop import CURVES_FILE, Rule
from grader.errors import CourseError, GraderError
from grader.judge.grade import Grade
from grader.judge.grading import grade_jobs
from grader.judge.job import Job, Judgement, Order
from grader.judge.spec import TestSpec
from grader.validate.margins import handed_in, key_of
from grader.validate.matrix import Case
from grader.writing import write_whole

# Where a run is measured when it is recorded, in parts of the whole; a rule may ask at any of them.
PLACES = (1 / 60, 1 / 30, 1 / 15, 1 / 10, 2 / 15, 1 / 6, 1 / 5, 1 / 4, 1 / 3, 5 / 12, 1 / 2, 2 / 3, 5 / 6)
RIGHT = ("reference", "variant")  # as their labels begin
MARGIN = 0.15  # a floor lies so far below the lowest right run that is recorded
FAR = 0.5  # a run that was once so far above a floor is not expected below it later

Share = Annotated[float, Meta(ge=0, le=1)]


class Curve(msgspec.Struct, frozen=True, omit_defaults=True):
    """One run under one key of the course: the share of training examples that it was right on, at each place that it
    came to; the accuracy at its end, None where there was none; the CPU seconds of all tests that train.

    `cut`: it was ended at the rule's last floor, well above it, and nobody knows what it would have come to.
    """

    case: str
    seed: int
    right: tuple[Share, ...]
    accuracy: Share | None
    cpu_seconds: float
    cut: bool = False

    @property
    def is_right(self) -> bool:
        return self.case.startswith(RIGHT)

    @property
    def end(self) -> str:
        """What it came to, in words."""
        if self.cut:
            return "was not followed to its end"
        return "came to no accuracy" if self.accuracy is None else f"came to {self.accuracy:.2%}"


class Curves(msgspec.Struct, frozen=True):
    """The recorded runs of one rule's shared run; `after`: the places, as numbers of what the rule counts."""

    run: str
    after: tuple[int, ...]
    curves: tuple[Curve, ...]


@dataclass(frozen=True)
class Replay:
    """What a rule does to recorded runs. `lowest`: of right solutions, at each floor, or where they were cut before."""

    rule: Rule
    stopped: Mapping[int, Sequence[Curve]]
    """at each floor, by its place in the rule"""
    lowest: Sequence[tuple[float, Curve]]
    unknown: Sequence[Curve]
    """cut before the last floor"""
    right: int
    wrong: int
    spent: float
    """CPU seconds of the wrong runs that it stops"""
    saved: float
    """and those of them that would not have been spent"""

    @property
    def faults(self) -> list[str]:
        """Runs that are stopped and must not be: right ones, and any that would or may have come to points; and those
        of which it is not known whether they are."""
        return [
            f"{curve.case}, seed {curve.seed}: was not followed as far as the rule asks" for curve in self.unknown
        ] + [
            f"{curve.case}, seed {curve.seed}: would be stopped after {self.rule.floors[at][0]:,} {self.rule.unit}, "
            f"and {curve.end}"
            for at, curves in self.stopped.items()
            for curve in curves
            if curve.is_right or curve.cut or (curve.accuracy or 0.0) > self.rule.least
        ]


def curves_file(assignment: Assignment) -> Path:
    return assignment.tests_folder / CURVES_FILE


def read_curves(assignment: Assignment) -> dict[str, Curves]:
    """What is recorded, by shared run."""
    path = curves_file(assignment)
    try:
        return {one.run: one for one in msgspec.json.decode(path.read_bytes(), type=list[Curves])}
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.DecodeError) as error:
        raise CourseError(f"{path}: {error}; remove it, and record again") from error


def write_curves(assignment: Assignment, curves: Iterable[Curves]) -> None:
    """A run a line: one can be compared with what it was before."""
    texts = []
    for one in curves:
        lines = ",\n  ".join(
            msgspec.json.encode(curve).decode() for curve in sorted(one.curves, key=lambda one: (one.case, one.seed))
        )
        after = msgspec.json.encode(one.after).decode()
        texts.append(f'{{"run": "{one.run}", "after": {after}, "curves": [\n  {lines}\n]}}')
    write_whole(curves_file(assignment), f"[{', '.join(texts)}]\n".encode())


def with_curve(recorded: Curves | None, rule: Rule, curve: Curve) -> Curves:
    """With a curve more, in place of an earlier one of that case and seed; what was measured elsewhere is dropped."""
    after = places(rule)
    kept = recorded.curves if recorded is not None and recorded.after == after else ()
    others = tuple(one for one in kept if (one.case, one.seed) != (curve.case, curve.seed))
    return Curves(rule.run, after, (*others, curve))


def recording(rule: Rule, *, cut: bool) -> Rule:
    """The same run followed at all places, and stopped at none; with `cut` at the rule's last floor, however high."""
    after = places(rule)
    if not cut:
        return msgspec.structs.replace(rule, floors=tuple((one, 0.0) for one in after))
    *until, last = [one for one in after if one <= rule.floors[-1][0]]
    return msgspec.structs.replace(rule, floors=(*((one, 0.0) for one in until), (last, 1.0)))


def reaches(rule: Rule, after: Sequence[int], curve: Curve) -> bool:
    """Whether it is known what the rule does to it.

    It was followed as far as the rule asks, or to its end; or it was cut earlier where it was far above all floors that
    came later, and is taken to stay above them.
    """
    later = [
        floor for index, (_, floor) in zip(_indices(rule, after), rule.floors, strict=True) if index >= len(curve.right)
    ]
    return not curve.cut or all(curve.right[-1] >= floor + FAR for floor in later)


def is_near(rule: Rule, curve: Curve) -> bool:
    """Whether one that was cut may be stopped by the rule, or by one that is MARGIN higher: it has to be seen whole."""
    higher = tuple((after, min(1.0, floor + MARGIN)) for after, floor in rule.floors)
    return curve.cut and _place(msgspec.structs.replace(rule, floors=higher), places(rule), curve) is not None


def places(rule: Rule) -> tuple[int, ...]:
    """Where a run is measured when it is recorded; CourseError where a floor of the rule is not among these."""
    after = tuple(sorted({max(1, round(part * rule.whole)) for part in PLACES}))
    _indices(rule, after)
    return after


def record_curves(
    assignment: Assignment,
    wanted: Sequence[Case],
    specs: Mapping[str, TestSpec],
    *,
    seeds: Sequence[int],
    slots: int,
    cut: bool = False,
    known: Container[tuple[str, int]] = (),
    on_result: Callable[[str, Curve | None, str], None],
) -> None:
    """Grade the tests that train on each case, with another key of the course for each seed, and stop no run.

    `cut`: each run is ended at its rule's last floor, which is all that is needed of one that is above it. `known`:
    pairs of a case and a seed that are left out. `on_result` is told the shared run and its curve; or "", None and why
    there is none.
    """
    rules = {rule.run: recording(rule, cut=cut) for rule in assignment.early_stop}
    followed = msgspec.structs.replace(assignment, early_stop=tuple(rules.values()))
    order = Order(only=frozenset(name for name, spec in specs.items() if spec.training))
    for seed in seeds:
        due = [case for case in wanted if (case.label, seed) not in known]
        jobs = [Job(handed_in(assignment, case), order) for case in due]

        def done(index: int, found: Judgement | GraderError, seed: int = seed, due: Sequence[Case] = due) -> None:
            name = due[index].label
            if isinstance(found, GraderError):
                on_result("", None, f"{name}, seed {seed}: {found}")
                return
            spent = round(sum(found.cpu_seconds.values()), 1)
            told = _followed(found.grade)
            for run, right, accuracy in told:
                was_cut = rules[run].place(right) is not None
                on_result(run, Curve(name, seed, right, accuracy, spent, was_cut), "")
            if not told:
                why = "; ".join(f"{test.id} {test.status}: {test.message}" for test in found.grade.tests)
                on_result("", None, f"{name}, seed {seed}: its run was not followed ({why})")

        grade_jobs(followed, jobs, slots=slots, key=key_of(seed), on_done=done)


def _followed(grade: Grade) -> list[tuple[str, tuple[float, ...], float | None]]:
    """Shared run, shares and accuracy, of each test that was the first to ask for a run that was followed."""
    return [
        (
            test.evidence["learning curve"]["run"],
            tuple(round(share, 3) for share in test.evidence["learning curve"]["right"]),
            test.evidence["accuracy"]["value"] if "accuracy" in test.evidence else None,
        )
        for test in grade.tests
        if "learning curve" in test.evidence and test.evidence["learning curve"]["right"]
    ]


def replay(rule: Rule, recorded: Curves) -> Replay:
    """What the rule would have done; CourseError when it asks where nothing was measured."""
    indices = _indices(rule, recorded.after)
    stopped: dict[int, list[Curve]] = {}
    spent = saved = 0.0
    for curve in recorded.curves:
        at = _place(rule, recorded.after, curve)
        if at is not None:
            stopped.setdefault(at, []).append(curve)
            if not curve.is_right:
                spent += curve.cpu_seconds
                saved += curve.cpu_seconds * (1 - rule.floors[at][0] / rule.whole)
    right = [curve for curve in recorded.curves if curve.is_right]
    lowest = [
        min(((curve.right[: index + 1][-1], curve) for curve in right), key=lambda one: one[0])
        for index in indices
        if right
    ]
    unknown = [curve for curve in recorded.curves if not reaches(rule, recorded.after, curve)]
    return Replay(rule, stopped, lowest, unknown, len(right), len(recorded.curves) - len(right), spent, saved)


def _place(rule: Rule, after: Sequence[int], curve: Curve) -> int | None:
    """At which floor the rule stops a run that was measured after so many steps, None where it does not."""
    return rule.place([curve.right[index] for index in _indices(rule, after) if index < len(curve.right)])


def _indices(rule: Rule, after: Sequence[int]) -> list[int]:
    """The places of the rule's floors among those that were measured; CourseError when one is not there."""
    missing = [floor for floor, _ in rule.floors if floor not in after]
    if missing:
        there = ", ".join(map(str, after))
        raise CourseError(f"the rule of {rule.run} has a floor after {missing[0]}; curves are recorded after {there}")
    return [after.index(floor) for floor, _ in rule.floors]
