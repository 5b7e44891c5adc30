"""What a student gets: stub, public tests, statement, requirements, the assignment's public settings."""

from __future__ import annotations

from pathlib import Path

from grader.course import ASSIGNMENT_FILE, Assignment, Limits
from grader.errors import ReleaseError
from grader.questions import ANSWERS_FILE, answers_file
from grader.release.notebook import as_notebook
from grader.release.solutions import strip_solutions
from grader.submission.reading import notebook_of

STATEMENT = "README.md"
REQUIREMENTS = "requirements.txt"


def template(assignment: Assignment) -> dict[str, bytes]:
    """The template's files by name. Nothing else of the course is read, so nothing else can get into it."""
    shown = assignment.reference_file.relative_to(assignment.course).as_posix()
    statement = _text(assignment.reference_folder / STATEMENT, assignment)
    script = stub(assignment)
    written = {}
    if assignment.questions:
        written[ANSWERS_FILE] = answers_file(assignment.settings.title, assignment.questions).encode()
    return {
        assignment.settings.file: script.encode(),
        notebook_of(assignment.settings.file): as_notebook(script, statement, shown),
        assignment.public_tests.name: _text(assignment.public_tests, assignment).encode(),
        STATEMENT: readme(assignment).encode(),
        REQUIREMENTS: requirements(assignment).encode(),
        ASSIGNMENT_FILE: _text(assignment.reference_folder / ASSIGNMENT_FILE, assignment).encode(),
        **written,
    }


def stub(assignment: Assignment) -> str:
    """The assignment's file without its solutions."""
    shown = assignment.reference_file.relative_to(assignment.course).as_posix()
    return strip_solutions(_text(assignment.reference_file, assignment), shown)


def readme(assignment: Assignment) -> str:
    """The statement, followed by what assignment.toml says of points and limits, and by how to check."""
    statement = _text(assignment.reference_folder / STATEMENT, assignment).rstrip("\n")
    settings = assignment.settings
    parts = _table(
        ("part", "points"),
        [*((part.name, f"{part.points:g}") for part in settings.parts), ("all", f"{assignment.max_score:g}")],
    )
    limits = _table(("what", "limit"), _limits(settings.limits))
    packages = ", ".join(settings.packages.allowed) or "none"
    notebook = notebook_of(settings.file)
    hand_in = f"""Hand in `{settings.file}` or `{notebook}`, or, where it imports other
files of yours, the whole folder."""
    if assignment.questions:
        hand_in = f"""Hand in the folder with `{settings.file}` or
`{notebook}` and with `{ANSWERS_FILE}`."""
    return f"""{statement}

---

## Points in all

{parts}

## Limits

{limits}

1 MB is 1,048,576 bytes.

Packages that may be imported beside the standard library: {packages}.

## Checking your work

```
pip install -r requirements.txt
grader check
```

The command `grader` comes with the package dlgrader, which is not on PyPI: your course says where it is to be had.

`grader check` runs the tests in `{assignment.public_tests.name}` on your `{settings.file}`. They are examples to work
with; the points come from other tests. {hand_in}

## In a notebook

`{notebook}` is the same template as a notebook, with the statement in it. Work in one of the two: where both are
handed in, the one counts in which more of the functions are written, and on a tie `{settings.file}`. The last cell runs
the public tests. When it is graded, all cells run from top to bottom as in a fresh kernel, without a keyboard
(`input()`), without commands of the system (`!pip`) and without a network. A cell that fails costs what needs it. What
stands outside functions, in a script as in a cell, may take {settings.limits.import_seconds:g} s a statement, and
{settings.limits.loading_seconds:g} s together: what takes longer, training say, is stopped and left out, and the rest
goes on. The packages above are for functions; for plots and progress bars, cells have matplotlib and tqdm too.
{_written(assignment)}"""


def _written(assignment: Assignment) -> str:
    """The paragraph on the written questions, "" without any."""
    if not assignment.questions:
        return ""
    count, points = len(assignment.questions), sum(question.points for question in assignment.questions)
    questions = "is one question" if count == 1 else f"are {count} questions"
    return f"""
## Written questions

In `{ANSWERS_FILE}` there {questions} to answer in words, for {points:g} points beside those of the tests.
A person grades them; until then a report shows them as awaiting grading.
"""


def requirements(assignment: Assignment) -> str:
    """requirements.txt: the allowed packages; pip has no index that this tool could come from."""
    origin = f'# dlgrader comes from your course: see "Checking your work" in {STATEMENT}'
    return "".join(f"{line}\n" for line in (origin, *assignment.settings.packages.allowed))


def _limits(limits: Limits) -> list[tuple[str, str]]:
    return [
        ("time of a test", limits.said(limits.test)),
        ("time of a training run", limits.said(limits.training)),
        ("time of a statement outside functions", f"{limits.import_seconds:g} s"),
        *([("time of one call", f"{limits.call:g} s")] if limits.call is not None else []),
        ("memory, of all processes together", f"{limits.memory_mb} MB"),
        ("processes and threads", str(limits.processes)),
        ("files written", f"{limits.disk_mb} MB, {limits.disk_files:,} files"),
        ("files open at once", str(limits.open_files)),
        ("printed output", f"{limits.output_mb} MB"),
        ("size of what is handed in", f"{limits.submission_mb:g} MB"),
    ]


def _table(head: tuple[str, str], rows: list[tuple[str, str]]) -> str:
    lines = [head, ("---", "---:"), *rows]
    return "\n".join(f"| {left.replace('|', chr(92) + '|')} | {right} |" for left, right in lines)


def _text(path: Path, assignment: Assignment) -> str:
    shown = path.relative_to(assignment.course).as_posix()
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ReleaseError(f"{shown} is missing: a template needs it") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ReleaseError(f"{shown} cannot be read: {error}") from error
