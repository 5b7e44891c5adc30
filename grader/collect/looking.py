"""What lies in a folder that comes from elsewhere, and which of it is the submission. No link is followed."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from grader.course import Assignment
from grader.submission.archive import LONGEST_NAME, SKIPPED
from grader.submission.disk import left_out
from grader.submission.form import REPLACEMENT, archive_suffix, printable
from grader.submission.reading import notebook_of

MOST_ENTRIES = 100_000
DEEPEST = 4  # folders that someone put around a submission
_LITTER = SKIPPED | {"Thumbs.db", "desktop.ini"}


@dataclass
class Place:
    """The regular files and the folders in a folder, in order, without those that systems and tools keep there."""

    files: list[Path] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def has(self, name: str) -> bool:
        return any(file.name == name for file in self.files)


def shown(path: Path | str) -> str:
    """The path as it can be printed. A name is not cut: two students' may differ at the end."""
    return printable(str(path), LONGEST_NAME) or REPLACEMENT


def look(folder: Path) -> Place:
    place = Place()
    try:
        with os.scandir(folder) as entries:
            found = sorted(islice(entries, MOST_ENTRIES + 1), key=lambda entry: entry.name)
    except (OSError, ValueError) as error:
        place.problems.append(f"{shown(folder.name)} cannot be read: {getattr(error, 'strerror', error)}")
        return place
    if len(found) > MOST_ENTRIES:
        place.problems.append(f"{shown(folder.name)} has more than {MOST_ENTRIES} entries; the others are left out")
    for entry in found[:MOST_ENTRIES]:
        if entry.name.startswith(".") or entry.name in _LITTER:
            continue
        if not entry.name.isprintable():
            place.problems.append(f"{shown(entry.name)} is left out: its name has characters that cannot be printed")
            continue
        try:
            mode = entry.stat(follow_symlinks=False).st_mode
        except OSError as error:
            place.problems.append(f"{shown(entry.name)} cannot be read: {error.strerror}")
            continue
        if stat.S_ISREG(mode):
            place.files.append(Path(entry.path))
        elif stat.S_ISDIR(mode):
            place.folders.append(Path(entry.path))
        else:
            place.problems.append(f"{shown(entry.name)} {left_out(mode)}")
    return place


def names_below(folder: Path) -> Iterator[str]:
    """The files some folders deep, by posix path."""
    level = [folder]
    for _ in range(DEEPEST):
        places = [look(place) for place in level]
        yield from (file.relative_to(folder).as_posix() for place in places for file in place.files)
        level = [deeper for place in places for deeper in place.folders][:MOST_ENTRIES]


def is_code(name: str) -> bool:
    return name.lower().endswith((".py", ".ipynb"))


def expected_names(assignment: Assignment) -> tuple[str, str]:
    """The assignment's file, and the notebook that may be handed in for it."""
    return assignment.settings.file, notebook_of(assignment.settings.file)


def is_clone(folder: Path) -> bool:
    """Whether it is the working tree of a git repository."""
    try:
        return not stat.S_ISLNK(os.lstat(folder / ".git").st_mode)
    except (OSError, ValueError):
        return False


def submission_within(
    folder: Path, assignment: Assignment, problems: list[str], beside: Collection[str] = ()
) -> Path | None:
    """The path to read in a student's folder; None where it is empty.

    The folder itself, but for folders that are put around everything, and a single archive, script or notebook. Files
    with a name of `beside` do not count: the learning system put them there.
    """
    for _ in range(DEEPEST):
        place = look(folder)
        files = [file for file in place.files if file.name not in beside]
        if any(file.name in expected_names(assignment) for file in files):
            return folder
        of_assignment = [other for other in place.folders if other.name == assignment.slug]
        if of_assignment or (len(place.folders) == 1 and not files):
            folder = (of_assignment or place.folders)[0]
            continue
        archives = [file for file in files if archive_suffix(file.name)]
        if place.folders:
            return folder
        if not files:
            problems += place.problems
            return None
        if len(files) == 1 and (archives or is_code(files[0].name)):
            return files[0]
        if len(archives) == 1 and not any(is_code(file.name) for file in files):
            passed = ", ".join(shown(file.name) for file in files if file != archives[0])
            problems.append(f"{shown(archives[0].name)} is taken, and {passed} beside it is not")
            return archives[0]
        return folder
    return folder
