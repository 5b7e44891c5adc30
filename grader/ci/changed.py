"""What a pull request changes, asked of git in a checkout that a student has filled."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from grader.errors import GraderError

_SECONDS = 120
# The commands below look at commits only, and no filter or driver of a diff has a part in that. But diff-tree reads the
# index as well, for which a configuration can name a program to ask; and what a partial clone lacks would be fetched.
_ENVIRONMENT = {"GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
_SETTINGS = ("core.fsmonitor=false", "core.hooksPath=/dev/null", "protocol.allow=never", "safe.directory=*")
_GIT = ("git", *(word for setting in _SETTINGS for word in ("-c", setting)), "--no-pager", "--no-replace-objects")


def repository_of(path: Path) -> Path:
    """The checkout that `path` lies in; without one the folder that it is or lies in. Nothing is run to find it."""
    start = path.resolve() if path.is_dir() else path.resolve().parent
    return next((folder for folder in (start, *start.parents) if (folder / ".git").exists()), start)


def changed_paths(repository: Path, base: str) -> list[Path]:
    """The files that differ between the merge base with the commit `base` and what is checked out.

    GraderError where git cannot tell, a checkout without its history say.
    """
    fork = _asked(repository, base, "merge-base", "--end-of-options", base, "HEAD").strip().decode("ascii", "replace")
    order = ("diff-tree", "-r", "-z", "--name-only", "--no-renames", "--end-of-options", fork, "HEAD")
    names = _asked(repository, base, *order)
    return [repository / name.decode("utf-8", "surrogateescape") for name in names.split(b"\0") if name]


def _asked(repository: Path, base: str, *order: str) -> bytes:
    where = f"what the pull request changes against {base} cannot be told"
    advice = "check the submission out with its history (fetch-depth: 0), or name an --assignment"
    try:
        done = subprocess.run(
            [*_GIT, *order],
            cwd=repository,
            env={**os.environ, **_ENVIRONMENT},
            capture_output=True,
            check=True,
            timeout=_SECONDS,
        )
    except FileNotFoundError:
        raise GraderError(f"{where}: git is not installed") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = said[-1] if said else "they have no commit in common"
        raise GraderError(f"{where}: {reason}; {advice}") from error
    except subprocess.TimeoutExpired:
        raise GraderError(f"{where}: git did not say within {_SECONDS} s") from None
    return done.stdout
