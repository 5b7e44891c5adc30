"""The command `grader` as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def grader(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `grader` with these arguments in a process of its own."""
    command = [sys.executable, "-m", "grader", *map(str, arguments)]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        errors="surrogateescape",
        cwd=cwd,
        env={**os.environ, "COLUMNS": "160", **environment},
        timeout=120,
    )


def assert_one_line(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Exit status 2, one line on standard error that holds the words, nothing else and no traceback."""
    assert done.returncode == 2, done.stdout + done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert [word for word in words if word not in lines[0]] == [], lines[0]
    assert "Traceback" not in done.stdout + done.stderr
