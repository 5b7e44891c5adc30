"""A notebook as it ran, as part of a page that runs nothing: rendered by nbconvert, sanitised, without its styles."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from grader.errors import GraderError
from grader.judge.bounds import bounded_time
from grader.remote.outcomes import LimitReached

TOO_HARD = "The notebook cannot be shown: rendering it failed. The file beside this page has it."


def notebook_body(content: bytes) -> Markup:
    """The cells and outputs of a notebook as HTML; a sentence where that fails, whatever is in it."""
    try:
        import nbformat
        from nbconvert.exporters import HTMLExporter
    except ModuleNotFoundError as error:
        said = f"{error.name} is not installed, and the page of a notebook is made with it"
        raise GraderError(f"{said}: pip install 'dlgrader[notebook]'") from error
    exporter: Any = HTMLExporter
    read: Any = nbformat.reads
    try:
        with bounded_time():
            made = exporter(template_name="basic", sanitize_html=True, exclude_anchor_links=True)
            body, _ = made.from_notebook_node(read(content.decode(), as_version=4))
    except (Exception, LimitReached):  # noqa: BLE001 - of what a student wrote, and one page is no reason to stop
        return Markup("<p>{}</p>").format(TOO_HARD)
    return Markup(body)
