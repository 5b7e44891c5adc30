"""Write the pages: an index and one page a submission, each a single file with all that it needs in it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from grader.errors import GraderError
from grader.judge.grade import Grade
from grader.report.file_names import page_names
from grader.report.heat import ERROR_RANGES
from grader.report.notebook import notebook_body
from grader.report.text import LONGEST_ANYTHING, one_line, visible
from grader.report.views import ClassView, GradeView, class_view, grade_view
from grader.report.wording import LEGEND, number, tier
from grader.writing import write_whole

if TYPE_CHECKING:
    from grader.report.account import Account  # with the gradebook, which a single grade does without

INDEX = "index.html"
LONGEST_PROBLEM = 140


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
    return _render("submission.html", grade=view, account=account, index=index)


def index_page(classes: Sequence[ClassView], *, folder: str = "") -> str:
    """`folder`: where the pages of the submissions are, with a slash at its end."""
    return _render("index.html", classes=classes, folder=folder)


def notebook_page(view: GradeView, notebook: bytes) -> str:
    return _render("notebook.html", grade=view, body=notebook_body(notebook))


def _render(template: str, **values: Any) -> str:
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("grader.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # The browser hashes exactly what stands between the tags, so the page must hold this text unchanged.
    style = (files("grader.report") / "templates" / "report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    environment.filters["number"] = number
    environment.filters["shortened"] = partial(one_line, longest=LONGEST_PROBLEM)
    environment.filters["tier"] = tier
    environment.globals.update(
        style=Markup(style),
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'",
        error_ranges=ERROR_RANGES,
        outcomes=LEGEND,
    )
    return environment


def _shown(value: object) -> object:
    """Last gate before escaping: a text that no view has made safe is capped and made visible all the same."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else visible(value[:LONGEST_ANYTHING])
