"""Which assignments are handed in at a path, and which of them a pull request touches."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from grader.errors import GraderError

# Whatever a checkout's own configuration asks git to run is not run.
_SAFE = (
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "protocol.allow=never",
    "-c",
    "safe.directory=*",
)


def handed_in(path: Path, slugs: Sequence[str]) -> dict[str, Path]:
    """Slug → folder: `path` itself, where it is called like an assignment, or the folders of that name in it."""
    if path.resolve().name in slugs:
        return {path.resolve().name: path}
    return {slug: path / slug for slug in slugs if (path / slug).is_dir() and not (path / slug).is_symlink()}


def repository_of(path: Path) -> Path:
    """The checkout that `path` lies in, `path` itself where it lies in none. Nothing is run to find it."""
    start = path.resolve()
    return next((folder for folder in (start, *start.parents) if (folder / ".git").exists()), start)


def changed_paths(repository: Path, base: str) -> list[Path]:
    """The files that differ between the merge base with `base` and what is checked out.

    GraderError where git cannot tell, a checkout without its history say.
    """
    order = ["git", *_SAFE, "diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv"]
    order += [f"{base}...HEAD", "--"]
    try:
        done = subprocess.run(order, cwd=repository, capture_output=True, check=True, timeout=120)
    except FileNotFoundError:
        raise GraderError("git is not installed, and so nobody knows what the pull request changes") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = said[-1] if said else f"git ended with {error.returncode}"
        advice = "check the submission out with its history (fetch-depth: 0), or name an --assignment"
        raise GraderError(f"what the pull request changes against {base} cannot be told: {reason}; {advice}") from error
    except subprocess.TimeoutExpired:
        raise GraderError(f"git did not say within 2 minutes what changes against {base}") from None
    return [repository / name.decode("utf-8", "surrogateescape") for name in done.stdout.split(b"\0") if name]


def touched(found: dict[str, Path], changed: Sequence[Path]) -> dict[str, Path]:
    """Those of the assignments in whose folder something has changed."""
    return {
        slug: folder for slug, folder in found.items() if any(path.is_relative_to(folder.resolve()) for path in changed)
    }
