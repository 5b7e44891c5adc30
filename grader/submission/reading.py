"""From a path to a submission: a .py or .ipynb file under any name, or a folder or archive that holds the assignment's.

Where a folder has both, the one counts in which more of the assignment's functions are written; the .py on a tie.
"""

from __future__ import annotations

import difflib
import os
import stat
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.course import Assignment
from grader.errors import SubmissionError
from grader.submission import notebook
from grader.submission.archive import Archive
from grader.submission.disk import MEBIBYTE, Listing, Refused, TooLarge, in_words, kind, list_files, read_regular
from grader.submission.form import Submission, archive_suffix, make, name_of, printable
from grader.submission.notebook import NotANotebook, Notebook, read_notebook
from grader.submission.source_text import Unreadable, as_utf8
from grader.submission.written import written
from grader.submission.zipped import Zip

SHOWN_FILES = 8
ARCHIVE_SLACK = 64 * MEBIBYTE  # of an archive, beside what may be read of it: other files, and its own records


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
    if archive_suffix(path.name):
        return _read_archive(path, assignment)
    expected = assignment.settings.file
    name, shown = name_of(path, expected), printable(path.name)
    if path.suffix.lower() == notebook.SUFFIX:
        return _read_notebook_file(path, assignment)
    if path.suffix.lower() != ".py":
        said = f"{shown} is not a Python file or a notebook: hand in {expected}, or a folder or a .zip that holds it"
        return make(name, {}, [said])
    try:
        content = as_utf8(read_regular(path, _limit(assignment)))
    except (Refused, Unreadable) as reason:
        return make(name, {}, [f"{shown} {reason}{_allowed(reason, _limit(assignment))}"])
    return make(name, {expected: content}, [])


def _read_notebook_file(path: Path, assignment: Assignment) -> Submission:
    expected = assignment.settings.file
    name, shown = name_of(path, expected), printable(path.name)
    try:
        found = read_notebook(read_regular(path, notebook.LARGEST), _limit(assignment))
    except TooLarge:
        return make(name, {}, [f"{shown} {notebook.too_large(path.lstat().st_size)}"])
    except (Refused, NotANotebook) as reason:
        return make(name, {}, [f"{shown} {reason}"])
    files = {expected: found.script, notebook_of(expected): found.cells}
    return make(name, files, [], notebook_of(expected))


def notebook_of(file: str) -> str:
    """The name of the notebook that may be handed in for the assignment's file."""
    return Path(file).stem + notebook.SUFFIX


def _read_folder(path: Path, assignment: Assignment) -> Submission:
    listing = list_files(path, assignment.settings.file)
    content = _Content(
        lambda name, left: read_regular(path / name, left), lambda name: read_regular(path / name, notebook.LARGEST)
    )
    return _gathered(path, "folder", listing, content, assignment)


def _read_archive(path: Path, assignment: Assignment) -> Submission:
    expected, limit = assignment.settings.file, _limit(assignment)
    most = archive_limit(assignment)
    try:
        archive = _opened(path.name, read_regular(path, most), limit)
    except Refused as reason:
        said = f"{printable(path.name)} {reason}"
        said += f"; an archive may have {in_words(most)}" if isinstance(reason, TooLarge) else ""
        return make(name_of(path, expected), {}, [said])
    content = _Content(archive.read, lambda name: archive.read_apart(name, notebook.LARGEST))
    return _gathered(path, "archive", archive.listing(expected), content, assignment)


def _opened(name: str, content: bytes, limit: int) -> Archive:
    if archive_suffix(name) == ".zip":
        return Zip(content, limit)
    from grader.submission.tarred import Tar  # what it needs takes its time, and `grader check` reads none

    return Tar(content, limit, limit + ARCHIVE_SLACK + notebook.LARGEST)


@dataclass(frozen=True)
class _Content:
    """Reads a file: of so many bytes at most, or as a notebook, whose outputs make it large and are dropped."""

    of_file: Callable[[str, int], bytes]
    of_notebook: Callable[[str], bytes]


def _gathered(path: Path, where: str, listing: Listing, content: _Content, assignment: Assignment) -> Submission:
    """The submission of the files listed."""
    expected = assignment.settings.file
    named = (expected, notebook_of(expected))
    problems = list(listing.problems)
    if not any(name in listing.sizes or any(told.startswith(f"{name} ") for told in problems) for name in named):
        problems.insert(0, _not_found(expected, where, listing))
    found = _own_notebook(listing, content, problems, assignment)
    files: dict[str, bytes] = {}
    left = _limit(assignment) - (len(found.script) + len(found.cells) if found is not None else 0)
    # the assignment's file first: what is too large beside it does not cost the grade
    for name in sorted(listing.sizes, key=lambda name: (name != expected, name)):
        if name == named[1]:
            continue
        try:
            read_bytes = content.of_file(name, left)
            files[name] = as_utf8(read_bytes) if name == expected else read_bytes
        except (Refused, Unreadable) as reason:
            fate = "" if name == expected else " and is left out"
            problems.append(f"{printable(name)} {reason}{fate}{_allowed(reason, _limit(assignment))}")
        else:
            left -= len(read_bytes)
    notebook_counts = found is not None and _notebook_counts(files.get(expected), found, assignment, problems)
    if found is None or not notebook_counts:
        return make(name_of(path, expected), files, problems)
    files |= {expected: found.script, named[1]: found.cells}
    return make(name_of(path, expected), files, problems, named[1])


def _own_notebook(listing: Listing, content: _Content, problems: list[str], assignment: Assignment) -> Notebook | None:
    """The notebook under the assignment's name, where there is one that can be read."""
    name = notebook_of(assignment.settings.file)
    if name not in listing.sizes:
        return None
    try:
        return read_notebook(content.of_notebook(name), _limit(assignment))
    except TooLarge:
        problems.append(f"{name} {notebook.too_large(listing.sizes[name])}")
    except (Refused, NotANotebook) as reason:
        problems.append(f"{name} {reason}")
    return None


def _notebook_counts(script: bytes | None, found: Notebook, assignment: Assignment, problems: list[str]) -> bool:
    """Which of the two is graded, said in `problems` where there was a choice."""
    if script is None:
        return True
    counts, why = notebook_counts(script, found, assignment.settings.file, assignment.settings.functions)
    problems += [why] if why else []
    return counts


def notebook_counts(script: bytes, found: Notebook, file: str, functions: Sequence[str]) -> tuple[bool, str]:
    """Of a script and a notebook side by side, whether the notebook is the one that counts, and why, in words.

    "" where nothing is written in the other: it is as the template has it.
    """
    in_script, in_notebook = written(script, functions), written(found.script, functions)
    if not min(in_script, in_notebook) and in_script != in_notebook:
        return in_notebook > in_script, ""
    name = notebook_of(file)
    if in_notebook == in_script:
        return False, f"{file} counts, and {name} beside it does not: as many of the functions are written in either"
    one, other = (name, file) if in_notebook > in_script else (file, name)
    most, fewest = max(in_script, in_notebook), min(in_script, in_notebook)
    why = f"{most} of the {len(functions)} functions are written in it, and {fewest} in the other"
    return one == name, f"{one} counts, and {other} beside it does not: {why}"


def archive_limit(assignment: Assignment) -> int:
    """Bytes that an archive may have that is handed in."""
    return _limit(assignment) + ARCHIVE_SLACK


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
    by_name = {Path(name).name.lower(): name for name in reversed(names) if name.lower().endswith((".py", ".ipynb"))}
    near = difflib.get_close_matches(expected.lower(), by_name, n=1, cutoff=0.5)
    meant = f"; is {printable(by_name[near[0]])} meant?" if near else ""
    return f"{expected} is not in the {where}; there is: {shown}{meant}"
