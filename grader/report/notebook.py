"""A notebook as it ran, as part of a page that runs nothing: rendered by nbconvert, then sanitised.

Each piece that a student wrote is sanitised by itself, so that none reaches beyond its cell, and then the whole.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from markupsafe import Markup
from pygments.token import STANDARD_TYPES  # type: ignore[import-untyped]  # it has no types

from grader.errors import GraderError
from grader.judge.bounds import bounded_time
from grader.remote.outcomes import LimitReached
from grader.report.outline import outlined
from grader.report.text import LONGEST_ANYTHING, visible

TOO_HARD = "The notebook cannot be shown: rendering it failed. The file beside this page has it."
TOO_LONG = "[{:,} characters are not shown: the file beside this page has them]"
LONGEST_PIECE = 400_000  # characters of HTML of a cell or an output, beside pictures
# What markdown, tables, code and pictures are made of; nothing that runs or is an input. The rest is shown as text.
_TAGS = (
    "a abbr b blockquote br caption code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i img li ol p pre s span strong sub "
    "sup table tbody td tfoot th thead tr u ul"
).split()
_ADDRESSES = ("http://", "https://", "mailto:", "#")
_PROTOCOLS = ("http", "https", "mailto", "data")  # as far as an attribute is allowed to have them
_PICTURE = re.compile(r"data:image/(?:png|jpeg);base64,([A-Za-z0-9+/=\s]*)")
# Classes: those of code, and what nbconvert calls its boxes. Ours would let a notebook dress as the page it is on.
_COLOURS = frozenset(STANDARD_TYPES.values())
_BOXES = "ansi- border-box- cell hl- highlight inner_cell input output prompt rendered text_cell code_cell"


def notebook_body(content: bytes) -> Markup:
    """The cells and outputs of a notebook as HTML; a sentence where that fails, whatever is in it."""
    try:
        import bleach  # type: ignore[import-untyped]  # it has no types
        import nbformat
        from nbconvert.exporters import HTMLExporter
        from nbconvert.filters import ansi2html
    except ModuleNotFoundError as error:
        said = f"{error.name} is not installed, and the page of a notebook is made with it"
        raise GraderError(f"{said}: pip install 'dlgrader[notebook]'") from error
    exporter: Any = HTMLExporter
    read: Any = nbformat.reads
    coloured: Any = ansi2html
    allowed = {"tags": _TAGS, "attributes": _is_allowed, "protocols": _PROTOCOLS}
    piece, whole = bleach.Cleaner(**allowed), bleach.Cleaner(**allowed, filters=[outlined])

    def clean(html: str | bytes) -> str:
        text = html.decode() if isinstance(html, bytes) else str(html)
        length = len(_PICTURE.sub("", text))
        return f"<p>{TOO_LONG.format(length)}</p>" if length > LONGEST_PIECE else str(piece.clean(text))

    try:
        with bounded_time():
            made = exporter(template_name="basic", exclude_anchor_links=True, sanitize_html=True)
            made.register_filter("clean_html", clean)  # by nbconvert's own list there would be no headings
            made.register_filter("ansi2html", lambda text: coloured(_shortened(text)))
            body, _ = made.from_notebook_node(read(content.decode(), as_version=4))
            # line by line: those of pictures are long, and soon seen to hold nothing else
            shown = "\n".join(map(visible, whole.clean(body).split("\n")))
    except (Exception, LimitReached):  # noqa: BLE001 - of what a student wrote, and one page is no reason to stop
        return Markup("<p>{}</p>").format(TOO_HARD)
    return Markup(shown)


def _shortened(text: str) -> str:
    """The beginning and the end of what was printed. Escapes are still in it, for the colours."""
    rest = len(text) - LONGEST_ANYTHING
    if rest <= 0:
        return text
    return f"{text[: LONGEST_ANYTHING // 2]}\n{TOO_LONG.format(rest)}\n{text[-LONGEST_ANYTHING // 2 :]}"


def _is_picture(address: str) -> bool:
    """Of what is none a browser would complain."""
    found = _PICTURE.fullmatch(address)
    try:
        return found is not None and bool(base64.b64decode("".join(found[1].split()), validate=True))
    except binascii.Error:
        return False


def _is_allowed(tag: str, name: str, value: str) -> bool:
    """Which attributes stay."""
    if tag == "img":
        return name == "alt" or (name == "src" and _is_picture(value))
    if tag == "a":
        return name == "title" or (name == "href" and value.startswith(_ADDRESSES))
    if name == "class":
        return all(word in _COLOURS or word.startswith(tuple(_BOXES.split())) for word in value.split())
    return tag in ("td", "th") and name in ("colspan", "rowspan")
