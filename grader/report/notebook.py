"""A notebook as it ran, as part of a page that runs nothing: rendered by nbconvert, then sanitised as a whole."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from grader.errors import GraderError
from grader.judge.bounds import bounded_time
from grader.remote.outcomes import LimitReached

TOO_HARD = "The notebook cannot be shown: rendering it failed. The file beside this page has it."
# What markdown, tables, code and pictures are made of; nothing that runs or is an input. The rest is shown as text.
_TAGS = (
    "a abbr b blockquote br caption code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i img li ol p pre s span strong sub "
    "sup table tbody td tfoot th thead tr u ul"
).split()
_ADDRESSES = ("http://", "https://", "mailto:", "#")
_PROTOCOLS = ("http", "https", "mailto", "data")  # as far as an attribute is allowed to have them
_PICTURES = ("data:image/png;base64,", "data:image/jpeg;base64,")


def notebook_body(content: bytes) -> Markup:
    """The cells and outputs of a notebook as HTML; a sentence where that fails, whatever is in it."""
    try:
        import bleach  # type: ignore[import-untyped]  # it has no types
        import nbformat
        from nbconvert.exporters import HTMLExporter
    except ModuleNotFoundError as error:
        said = f"{error.name} is not installed, and the page of a notebook is made with it"
        raise GraderError(f"{said}: pip install 'dlgrader[notebook]'") from error
    exporter: Any = HTMLExporter
    read: Any = nbformat.reads
    try:
        with bounded_time():
            made = exporter(template_name="basic", exclude_anchor_links=True)
            body, _ = made.from_notebook_node(read(content.decode(), as_version=4))
            # by nbconvert's own list there would be no headings, and it looks at some pieces only
            clean = bleach.clean(
                body, tags=_TAGS, attributes=_is_allowed, protocols=("http", "https", "mailto", "data")
            )
    except (Exception, LimitReached):  # noqa: BLE001 - of what a student wrote, and one page is no reason to stop
        return Markup("<p>{}</p>").format(TOO_HARD)
    return Markup(clean)


def _is_allowed(tag: str, name: str, value: str) -> bool:
    """Which attributes stay."""
    if tag == "img":
        return name == "alt" or (name == "src" and value.startswith(_PICTURES))
    if tag == "a":
        return name == "title" or (name == "href" and value.startswith(_ADDRESSES))
    return name == "class" or (tag in ("td", "th") and name in ("colspan", "rowspan"))
