"""What commands print with --json; docs/command-line.md has the shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.batch.run import Summary
    from grader.gradebook import Entry
    from grader.sandbox.isolation import Isolation
    from grader.validate.matrix import Matrix


def of_entry(one: Entry) -> dict[str, Any]:
    """A student's line of `grader grades`."""
    return {
        "login": one.student.login,
        "name": one.student.name,
        "status": one.status,
        "points": one.points,
        "max_points": one.max_points,
        "tests_points": one.tests_points,
        "awaiting": one.awaiting,
        "days_late": one.days_late,
        "received": _moment(one.received),
        "due": _moment(one.due),
        "graded": _moment(one.attempt.started) if one.attempt is not None else None,
        "isolation": one.attempt.isolation if one.attempt is not None else None,
        "released": one.released,
        "lines": [{"points": float(line.points), "said": line.said()} for line in one.lines],
        "comments": list(one.comments),
        "problems": list(one.problems),
    }


def of_batch(summary: Summary, problems: Sequence[str]) -> dict[str, Any]:
    """How a batch ended; `problems` are of what was collected."""
    plan = summary.plan
    return {
        "graded": summary.graded,
        "known": plan.known,
        "same": sum(map(len, plan.same.values())),
        "superseded": plan.superseded,
        "missing": len(plan.missing),
        "failed": {work.owner: why for work, why in summary.failed.items()},
        "problems": list(problems),
    }


def of_matrix(matrix: Matrix) -> dict[str, Any]:
    """What the kill matrix of one assignment says."""
    return {
        "good": not matrix.complaints,
        "complaints": list(matrix.complaints),
        "idle_tests": list(matrix.idle_tests),
        "left_out": list(matrix.left_out),
        "cases": {
            label: {"score": result.score, "failing": dict(result.failing), "names_cause": result.names_cause}
            for label, result in matrix.results.items()
        },
    }


def of_machine(
    isolation: Isolation,
    versions: Mapping[str, str | None],
    cores: int | None,
    benchmark: float,
    data: Mapping[str, str],
) -> dict[str, Any]:
    """What `grader doctor` found; `benchmark` in CPU seconds."""
    return {
        "isolation": {
            "tier": isolation.tier,
            "summary": isolation.summary(),
            "attacks": [{"name": one.name, "held": one.held, "said": one.said} for one in isolation.probes],
            "missing": [{"reason": one.reason, "advice": one.advice} for one in isolation.missing],
        },
        "versions": dict(versions),
        "cores": cores,
        "benchmark_seconds": benchmark,
        "data": dict(data),
    }


def _moment(when: Any) -> str | None:
    return when.isoformat() if when is not None else None
