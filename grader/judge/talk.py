"""What the coordinator and its judges say to each other: all of them are ours, and run no student code."""

from __future__ import annotations

import msgspec

from grader.errors import GraderError
from grader.judge.grade import Grade, Outcome
from grader.judge.job import Judgement
from grader.judge.spec import TestSpec


class Message(msgspec.Struct):
    """From a judge: an outcome as it comes, or how its work ended."""

    outcome: Outcome | None = None
    count: int = 0
    grade: Grade | None = None
    specs: dict[str, TestSpec] = {}
    cpu_seconds: dict[str, float] = {}
    second_cpu_seconds: float = 0.0
    notebook: bytes = b""
    source: bytes = b""
    fault: str = ""
    trace: str = ""
    again: bool = False


def told(found: Judgement) -> Message:
    return Message(
        grade=found.grade,
        specs=found.specs,
        cpu_seconds=found.cpu_seconds,
        second_cpu_seconds=found.second_cpu_seconds,
        notebook=found.notebook,
        source=found.source,
    )


def result(message: Message) -> Judgement | GraderError:
    """Of a judge's last message."""
    if message.grade is not None:
        return Judgement(
            message.grade,
            message.specs,
            message.cpu_seconds,
            message.notebook,
            message.source,
            message.second_cpu_seconds,
        )
    error = GraderError(message.fault)
    error.trace, error.again = message.trace, message.again
    return error
