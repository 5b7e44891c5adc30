"""Write the pages: an index and one page a submission, each a single file with all that it needs in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import GraderError
from grader.judge.grade import Grade
from grader.report.file_names import page_names
from grader.report.frame import render
from grader.report.notebook import notebook_body
from grader.report.views import ClassView, Code, GradeView, class_view, grade_view
from grader.writing import write_whole

if TYPE_CHECKING:
    from grader.report.account import Account  # with the gradebook, which a single grade does without
    from grader.report.past import Past

INDEX = "index.html"


def write(
    grades: Sequence[Grade],
    out: Path,
    notebooks: Sequence[bytes] = (),
    sources: Sequence[bytes] = (),
    file: str = "",
) -> Path:
    """Write `out`/index.html and a page for each grade, in the order given; return the path of the index.

    `notebooks`: for each grade the notebook with its outputs, b"" for none; it is written too, with a page of its own.
    `sources`: for each grade the file that was run, b"" for none, which the assignment calls `file`.
    Each page shows what its grade's audience may see. Files of the same names are replaced, others are left alone.
    GraderError when `out` cannot be written.
    """
    shown = notebooks or [b""] * len(grades)
    codes = [Code(*pair, file) for pair in zip(sources or [b""] * len(grades), shown, strict=True)]
    submissions = [grade.submission for grade in grades]
    names = page_names([*submissions, *(f"{submission}-notebook" for submission in submissions)])
    own_names, notebook_names = names[: len(grades)], names[len(grades) :]
    views = [
        grade_view(grade, name, notebook_name if code.notebook else "", code)
        for grade, name, notebook_name, code in zip(grades, own_names, notebook_names, codes, strict=True)
    ]
    slugs = dict.fromkeys(grade.assignment for grade in grades)
    pairs = list(zip(grades, views, strict=True))
    classes = [class_view([pair for pair in pairs if pair[0].assignment == slug]) for slug in slugs]
    try:
        out.mkdir(parents=True, exist_ok=True)
        for view in views:
            write_whole(out / view.page, submission_page(view).encode())
        for view, notebook in zip(views, shown, strict=True):
            if notebook:
                write_whole(out / view.notebook, notebook_page(view, notebook).encode())
                write_whole((out / view.notebook).with_suffix(".ipynb"), notebook)
        write_whole(out / INDEX, index_page(classes).encode())
    except OSError as error:
        raise GraderError(f"{out}: the report cannot be written: {error.strerror or error}") from error
    return out / INDEX


def submission_page(
    view: GradeView, account: Account | None = None, past: Past | None = None, *, index: str = INDEX
) -> str:
    """`account`: what counts in the end, where there is a gradebook. `past`: earlier attempts, for the instructor.

    `index`: the page of all, "" for none.
    """
    return render("submission.html", grade=view, account=account, past=past, index=index)


def index_page(classes: Sequence[ClassView], *, folder: str = "") -> str:
    """`folder`: where the pages of the submissions are, with a slash at its end."""
    return render("index.html", classes=classes, folder=folder)


def notebook_page(view: GradeView, notebook: bytes) -> str:
    return render("notebook.html", grade=view, body=notebook_body(notebook))
