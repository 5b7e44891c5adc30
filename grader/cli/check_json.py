"""What `grader check --json` says; docs/command-line.md has the shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from grader.judge.public import Checked

TOLD = ("id", "title", "status", "message", "hint", "seconds", "evidence")


def as_document(checked: Checked, isolation: str, seconds: float) -> dict[str, Any]:
    """`isolation`: the tier of the sandbox, "" for this process; `seconds`: wall time of it all."""
    tests = [msgspec.to_builtins(test) for test in checked.outcomes]
    return {
        "assignment": checked.settings.title,
        "file": checked.settings.file,
        "isolation": isolation or None,
        "passed": sum(test.status == "passed" for test in checked.outcomes),
        "failed": len(checked.failing),
        "tests": [{name: test[name] for name in TOLD} for test in tests],
        "problems": list(checked.problems),
        "seconds": round(seconds, 3),
    }
