"""From a path to a submission: a .py file under any name, or a folder or .zip that holds the assignment's file."""

from __future__ import annotations

import difflib
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

from grader.course import Assignment
from grader.errors import SubmissionError
from grader.submission.archive import Archive
from grader.submission.disk import MEBIBYTE, Listing, Refused, TooLarge, in_words, kind, list_files, read_regular
from grader.submission.form import Submission, make, name_of, printable
from grader.submission.source_text import Unreadable, as_utf8

SHOWN_FILES = 8
ARCHIVE_SLACK = 64 * MEBIBYTE  # of a .zip, beside what may be read of it: other files, and the archive's own records


def read(path: Path, assignment: Assignment) -> Submission:
    """The submission at `path`, whatever is wrong with it; nothing of it is run, and no link is followed.

    SubmissionError only where there is nothing that could be a submission: no such path, not to be looked at,
    a link, a pipe, a device.
    """
    shown = printable(str(path), 200)
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        raise SubmissionError(f"no file or folder {shown}") from None
    except (OSError, ValueError) as error:
        raise SubmissionError(f"{shown} cannot be read: {getattr(error, 'strerror', error)}") from error
    if stat.S_ISDIR(status.st_mode):
        return _read_folder(path, assignment)
    if stat.S_ISREG(status.st_mode):
        return _read_file(path, assignment)
    if stat.S_ISLNK(status.st_mode):
        raise SubmissionError(
            f"{shown} is a symbolic link, and a submission's links are not followed: give the path it points to"
        )
    raise SubmissionError(f"{shown} is {kind(status.st_mode)}, not a file or a folder")


def _read_file(path: Path, assignment: Assignment) -> Submission:
    if path.suffix.lower() == ".zip":
        return _read_archive(path, assignment)
    expected = assignment.settings.file
    name, shown = name_of(path, expected), printable(path.name)
    if path.suffix.lower() != ".py":
        said = f"{shown} is not a Python file: hand in {expected}, or a folder or a .zip that holds it"
        return make(name, {}, [said])
    try:
        content = as_utf8(read_regular(path, _limit(assignment)))
    except (Refused, Unreadable) as reason:
        return make(name, {}, [f"{shown} {reason}{_allowed(reason, _limit(assignment))}"])
    return make(name, {expected: content}, [])


def _read_folder(path: Path, assignment: Assignment) -> Submission:
    listing = list_files(path, assignment.settings.file)
    return _gathered(path, "folder", listing, lambda name, left: read_regular(path / name, left), assignment)


def _read_archive(path: Path, assignment: Assignment) -> Submission:
    expected, limit = assignment.settings.file, _limit(assignment)
    most = limit + ARCHIVE_SLACK
    try:
        archive = Archive(read_regular(path, most), limit)
    except Refused as reason:
        said = f"{printable(path.name)} {reason}"
        said += f"; an archive may have {in_words(most)}" if isinstance(reason, TooLarge) else ""
        return make(name_of(path, expected), {}, [said])
    return _gathered(path, "archive", archive.listing(expected), archive.read, assignment)


def _gathered(
    path: Path, where: str, listing: Listing, content_of: Callable[[str, int], bytes], assignment: Assignment
) -> Submission:
    """The submission of the files listed. `content_of` reads one of them, of so many bytes at most."""
    expected = assignment.settings.file
    problems = list(listing.problems)
    if expected not in listing.sizes and not any(problem.startswith(f"{expected} ") for problem in problems):
        problems.insert(0, _not_found(expected, where, listing))
    files: dict[str, bytes] = {}
    left = _limit(assignment)
    # the assignment's file first: what is too large beside it does not cost the grade
    for name in sorted(listing.sizes, key=lambda name: (name != expected, name)):
        try:
            content = content_of(name, left)
            files[name] = as_utf8(content) if name == expected else content
        except (Refused, Unreadable) as reason:
            fate = "" if name == expected else " and is left out"
            problems.append(f"{printable(name)} {reason}{fate}{_allowed(reason, _limit(assignment))}")
        else:
            left -= len(content)
    return make(name_of(path, expected), files, problems)


def _limit(assignment: Assignment) -> int:
    return int(min(assignment.settings.limits.submission_mb * MEBIBYTE, sys.maxsize))


def _allowed(reason: Exception, limit: int) -> str:
    return f"; a submission may have {in_words(limit)} in all" if isinstance(reason, TooLarge) else ""


def _not_found(expected: str, where: str, listing: Listing) -> str:
    """Which file was looked for, what is there instead, and which of it may be meant."""
    names = sorted(listing.sizes, key=lambda name: (name.count("/"), name))
    if not names:
        return f"{expected} is not in the {where}, which has no files"
    shown = ", ".join(printable(name) for name in names[:SHOWN_FILES])
    shown += f" and {len(names) - SHOWN_FILES} more" if names[SHOWN_FILES:] else ""
    by_name = {Path(name).name.lower(): name for name in reversed(names) if name.endswith((".py", ".PY"))}
    near = difflib.get_close_matches(expected.lower(), by_name, n=1, cutoff=0.5)
    meant = f"; is {printable(by_name[near[0]])} meant?" if near else ""
    return f"{expected} is not in the {where}; there is: {shown}{meant}"
