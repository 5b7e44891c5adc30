"""Real git repositories for tests."""

from __future__ import annotations

import subprocess
from pathlib import Path

_WHO = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")


def git(folder: Path, *words: str) -> str:
    """What git prints; nothing of this machine's configuration is needed."""
    done = subprocess.run(["git", *_WHO, *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()
