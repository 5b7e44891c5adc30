"""From what was handed in to the sources that are compared. Nothing of it is run or imported."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from grader import submission
from grader.collect import collect
from grader.course import Assignment
from grader.errors import SubmissionError
from grader.release import stub
from grader.similar.comparing import Origin, Source
from grader.submission import Submission
from grader.submission.disk import Refused, in_words
from grader.submission.notebook import SUFFIX, NotANotebook, read_notebook
from grader.submission.source_text import Unreadable, as_utf8

LARGEST = 1 << 17  # bytes of code; what people write for an assignment has some ten thousand


def read_sources(
    paths: Sequence[Path], assignment: Assignment, origin: Origin, *, into: Path
) -> tuple[list[Source], list[str]]:
    """The sources at the paths, in any form that `grader batch` takes, and a line for each that cannot be compared.

    Archives of a class are unpacked below `into`. SubmissionError for a path that does not exist or holds nothing.
    """
    collected = collect(paths, assignment, into=into)
    problems = list(collected.problems)
    sources: list[Source] = []
    for one in collected.handed_in:
        try:
            text, passed_over = _code(submission.read(one.path, assignment), assignment)
        except SubmissionError as error:
            problems.append(f"{one.owner} is not compared: {error}")
        except Refused as reason:
            problems.append(f"{one.owner} is not compared: {reason}")
        else:
            sources.append(Source(one.owner, origin, text))
            problems += [f"{one.owner}: {line}" for line in passed_over]
    for owner, count in Counter(source.owner for source in sources).items():
        if count > 1:
            problems.append(f"{owner} is there {count} times: these are not compared with each other")
    return sources, problems


def given_code(paths: Sequence[Path], assignment: Assignment, *, into: Path) -> tuple[list[str], list[str]]:
    """All code that students are given: template, public tests, what lies at the paths; and what is wrong there."""
    texts = [stub(assignment), assignment.public_tests.read_text(encoding="utf-8", errors="replace")]
    if assignment.template_folder.is_dir():  # what was released counts, also where the reference has changed since
        released = sorted(assignment.template_folder.glob("*.py"))
        texts += [path.read_text(encoding="utf-8", errors="replace") for path in released]
        for path in sorted(assignment.template_folder.glob(f"*{SUFFIX}")):
            with contextlib.suppress(NotANotebook):
                texts.append(read_notebook(path.read_bytes()).script.decode("utf-8", "replace"))
    found, problems = read_sources(paths, assignment, "known", into=into) if paths else ([], [])
    return [*texts, *(source.text for source in found)], problems


def _code(read: Submission, assignment: Assignment) -> tuple[str, list[str]]:
    """All Python of a submission as one text, the assignment's file first, and a line for each file passed over.

    A name stands before each file but the assignment's own. A notebook is its code cells. Refused with the reason where
    there is nothing, or too much.
    """
    texts: list[str] = []
    passed_over: list[str] = []
    size = 0
    for name, content in _python(read, assignment.settings.file, passed_over):
        size += len(content)
        text = re.sub(r"\r\n?", "\n", content.decode("utf-8", "replace")).rstrip("\n")
        texts.append(f"# {name}\n{text}" if texts or name != assignment.settings.file else text)
    if size > LARGEST:
        raise Refused(f"it has {in_words(size)} of code, and {in_words(LARGEST)} can be compared")
    if not texts:
        raise Refused(read.problems[0] if read.problems else "it has no Python")
    return "\n\n".join(texts) + "\n", passed_over


def _python(read: Submission, expected: str, passed_over: list[str]) -> Iterator[tuple[str, bytes]]:
    """Name and content, UTF-8, of each file that has code and can be read."""
    for name, content in sorted(read.files.items(), key=lambda item: (item[0] != expected, item[0])):
        suffix = PurePosixPath(name).suffix.lower()
        if name == read.notebook:
            continue  # its cells are the assignment's file
        try:
            if suffix == ".py":
                yield name, content if name == expected else as_utf8(content)
            elif suffix == SUFFIX:
                yield name, read_notebook(content).script
        except (Unreadable, NotANotebook) as reason:
            if str(reason) != "is empty":  # as an __init__.py is
                passed_over.append(f"{name} is not compared: it {reason}")
