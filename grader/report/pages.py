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
from grader.report.views import ClassView, GradeView, class_view, grade_view
from grader.writing import write_whole

if TYPE_CHECKING:
    from grader.report.account import Account  # with the gradebook, which a single grade does without

INDEX = "index.html"


def write(grades: Sequence[Grade], out: Path, notebooks: Sequence[bytes] = ()) -> Path:
    """Write `out`/index.html and a page for each grade, in the order given; return the path of the index.

    `notebooks`: for each grade the notebook with its outputs, b"" for none; it is written too, with a page of its own.
    Each page shows what its grade's audience may see. Files of the same names are replaced, others are left alone.
    GraderError when `out` cannot be written.
    """
    shown = notebooks or [b""] * len(grades)
    submissions = [grade.submission for grade in grades]
    names = page_names([*submissions, *(f"{submission}-notebook" for submission in submissions)])
    own_names, notebook_names = names[: len(grades)], names[len(grades) :]
    views = [
        grade_view(grade, name, notebook_name if notebook else "")
        for grade, name, notebook_name, notebook in zip(grades, own_names, notebook_names, shown, strict=True)
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


def submission_page(view: GradeView, account: Account | None = None, *, index: str = INDEX) -> str:
    """`account`: what counts in the end, where there is a gradebook. `index`: the page of all, "" for none."""
    return render("submission.html", grade=view, account=account, index=index)


def index_page(classes: Sequence[ClassView], *, folder: str = "") -> str:
    """`folder`: where the pages of the submissions are, with a slash at its end."""
    return render("index.html", classes=classes, folder=folder)


def notebook_page(view: GradeView, notebook: bytes) -> str:
    return render("notebook.html", grade=view, body=notebook_body(notebook))
