"""The normal form of a submission: files by name, a digest, a name to show, what is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

NAME_LENGTH = 80
MAX_PROBLEMS = 20
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz")


@dataclass(frozen=True)
class Submission:
    """One submission. Without the assignment's file in `files` there is nothing to run; `problems` says why."""

    name: str
    """printable, at most 80 characters"""
    files: dict[str, bytes]
    """by posix path within the submission; the assignment's file is UTF-8 without a byte order mark"""
    digest: str
    problems: tuple[str, ...] = ()
    """one line each, for the student"""
    notebook: str = ""
    """which of the files is the notebook that was handed in as the assignment's file; "" for a script"""


def make(name: str, files: Mapping[str, bytes], problems: Sequence[str], notebook: str = "") -> Submission:
    shown = tuple(problems[:MAX_PROBLEMS])
    if problems[MAX_PROBLEMS:]:
        shown += (f"and {len(problems) - MAX_PROBLEMS} more problems of this kind",)
    return Submission(printable(name), dict(sorted(files.items())), digest(files, problems), shown, notebook)


def digest(files: Mapping[str, bytes], problems: Sequence[str]) -> str:
    """sha256 over names, contents and problems, in hexadecimal.

    The problems belong to it: submissions of which nothing can be read would otherwise all be the same one.
    """
    total = hashlib.sha256()
    for name, content in (*sorted(files.items()), *(("", problem.encode()) for problem in problems)):
        encoded = name.encode()
        total.update(f"{len(encoded)} {len(content)}\n".encode())
        total.update(encoded)
        total.update(content)
    return total.hexdigest()


def printable(name: str, length: int = NAME_LENGTH) -> str:
    """The name with everything replaced that does not print as itself: controls, escapes, bidi marks, surrogates."""
    shown = "".join(char if char.isprintable() else REPLACEMENT for char in name).strip()
    return shown if len(shown) <= length else f"{shown[: length - 1]}…"


def name_of(path: Path, expected: str) -> str:
    """What to call the submission at `path`: alice.py and alice.zip → alice, alice/mlp.py → alice, alice/ → alice."""
    path = path.absolute()
    if path.name in (expected, f"{Path(expected).stem}.ipynb"):
        return path.parent.name or path.stem
    return stem_of(path.name) or "submission"


def stem_of(name: str) -> str:
    """The name without the ending of what can be handed in: alice.py, alice.ipynb and alice.tar.gz → alice."""
    suffix = archive_suffix(name) or Path(name).suffix.lower()
    return name[: -len(suffix)] if suffix in (*ARCHIVES, ".py", ".ipynb") else name


def archive_suffix(name: str) -> str:
    """The ending, in lower case, of a name that is an archive's; "" for others."""
    return next((suffix for suffix in ARCHIVES if name.lower().endswith(suffix) and len(name) > len(suffix)), "")
