"""Where a student stands: the folder of an assignment's template, found from a file or folder in it."""

from __future__ import annotations

from pathlib import Path

from grader.course import ASSIGNMENT_FILE
from grader.errors import CourseError

PUBLIC_TESTS = "test_public.py"


def template_folder(path: Path) -> Path:
    """The nearest folder at or above `path`, a file or folder, that has an assignment's settings and public tests.

    CourseError where there is none, with what is missing or where to look.
    """
    if not path.exists():
        raise CourseError(f"{path} does not exist: give the assignment's folder, or your file in it")
    start = (path if path.is_dir() else path.parent).resolve()
    for folder in (start, *start.parents):
        if (folder / ASSIGNMENT_FILE).is_file() and (folder / PUBLIC_TESTS).is_file():
            return folder
    missing = next((name for name in (PUBLIC_TESTS, ASSIGNMENT_FILE) if not (start / name).is_file()), "")
    below = sorted(found.parent.name for found in start.glob(f"*/{PUBLIC_TESTS}"))
    advice = f"change into one of {', '.join(below)}" if below else "run this where it is"
    raise CourseError(f"{start} is no assignment's folder: it has no {missing}; {advice}")
