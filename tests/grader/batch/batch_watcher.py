"""A listener that keeps what it is told."""

from __future__ import annotations

from grader.batch.plan import Plan, Work
from grader.errors import GraderError
from grader.judge.job import Judgement


class Watcher:
    """`started_` and `done_`: owner and slot, and of what is done the score, or why there is none."""

    def __init__(self) -> None:
        self.started_: list[tuple[str, int]] = []
        self.done_: list[tuple[str, int, float | str]] = []

    def planned(self, plan: Plan) -> None:
        pass

    def started(self, work: Work, slot: int) -> None:
        self.started_.append((work.owner, slot))

    def outcome(self, *_: object) -> None:
        pass

    def done(self, work: Work, slot: int, result: Judgement | GraderError) -> None:
        found = result.grade.score if isinstance(result, Judgement) else str(result)
        self.done_.append((work.owner, slot, found))
