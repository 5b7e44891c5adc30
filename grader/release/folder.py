"""The committed template on disk: written from the reference, or compared with it."""

from __future__ import annotations

import os
from pathlib import Path

from grader.course import Assignment
from grader.errors import ReleaseError
from grader.release.template import template
from grader.writing import write_whole

CACHES = frozenset({"__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".grader"})


def write(assignment: Assignment) -> Path:
    """Make student_template/<slug>/ hold exactly the template; returns the folder.

    Everything is generated before anything is touched, and each file is replaced in one step.
    """
    files = template(assignment)
    folder = assignment.template_folder
    try:
        if folder.is_symlink():
            raise ReleaseError(f"{_shown(folder, assignment)} is a symbolic link; a template is a folder of its own")
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            _replace(folder / name, content)
        for path in _present(folder):
            if path.relative_to(folder).as_posix() not in files:
                path.unlink()
        _remove_empty(folder)
    except OSError as error:
        raise ReleaseError(f"{_shown(folder, assignment)} cannot be written: {error}") from error
    return folder


def drift(assignment: Assignment) -> list[str]:
    """How the committed template differs from what the reference gives, a line a file; empty when it does not."""
    files = template(assignment)
    folder = assignment.template_folder
    present = {path.relative_to(folder).as_posix(): path for path in _present(folder)}
    differences = []
    for name in sorted({*files, *present}):
        shown = f"{_shown(folder, assignment)}/{name}"
        if name not in present:
            differences.append(f"{shown}: missing")
        elif name not in files:
            differences.append(f"{shown}: extra, not part of the template")
        elif present[name].is_symlink() or present[name].read_bytes() != files[name]:
            differences.append(f"{shown}: changed")
    return differences


def _present(folder: Path) -> list[Path]:
    """Everything in the folder that is not itself a folder, without the caches that tools leave."""
    found = []
    for place, folders, names in os.walk(folder):
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        folders[:] = [name for name in folders if name not in CACHES]
        found += [Path(place) / name for name in (*names, *links)]
    return sorted(found)


def _replace(path: Path, content: bytes) -> None:
    if path.is_dir() and not path.is_symlink():
        raise ReleaseError(f"{path} is a folder, but the template has a file of that name; remove it")
    if not path.is_symlink() and path.is_file() and path.read_bytes() == content:
        return
    write_whole(path, content)


def _remove_empty(folder: Path) -> None:
    for place, _, _ in os.walk(folder, topdown=False):
        if Path(place) != folder and not any(Path(place).iterdir()):
            Path(place).rmdir()


def _shown(folder: Path, assignment: Assignment) -> str:
    return folder.relative_to(assignment.course).as_posix()
