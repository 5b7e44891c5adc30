"""A notebook on its page: each piece keeps to its cell, headings and tables are in order, and nothing is endless."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from test_report_pages import Page

from grader.report.notebook import LONGEST_PIECE, notebook_body
from grader.report.text import LONGEST_ANYTHING


def body(*cells: dict[str, Any]) -> str:
    document = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": list(cells)}
    return str(notebook_body(json.dumps(document).encode()))


def words(text: str, **more: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text, **more}


def html(content: str) -> dict[str, Any]:
    """A cell with this output."""
    output = {"output_type": "display_data", "data": {"text/html": content}, "metadata": {}}
    return {"cell_type": "code", "execution_count": 1, "metadata": {}, "source": "f()", "outputs": [output]}


def printed(text: str) -> dict[str, Any]:
    return {**html(""), "outputs": [{"output_type": "stream", "name": "stdout", "text": text}]}


def test_headings_begin_below_that_of_the_page_and_leave_no_level_out() -> None:
    text = body(*map(words, ("### a", "# b", "#### c", "## d", "###### e", "# f")))
    assert re.findall(r"<(h\d)>(\w)</h\d>", text) == [
        ("h2", "a"),
        ("h2", "b"),
        ("h3", "c"),
        ("h3", "d"),
        ("h4", "e"),
        ("h2", "f"),
    ]


def test_what_says_nothing_is_no_heading_and_no_link() -> None:
    text = body(
        words("#\n\n[](https://example.org) [words](https://example.org) [![](data:image/png;base64,AA==)](#x)"),
        html("<table><tr><th></th><th> </th><th>a</th></tr></table>"),
        html("<h2><b></b></h2><img src='data:image/png;base64,AA=='>"),
    )
    page = Page(text)
    assert page.tags("h1") == page.tags("h2") == []
    assert [link.get("href") for link in page.tags("a")] == ["https://example.org", "#x"]
    assert (len(page.tags("th")), len(page.tags("td"))) == (1, 2)
    assert all("alt" in image for image in page.tags("img"))


def test_a_table_scrolls_in_itself_once() -> None:
    text = body(html("<table><tr><td><table><tr><td>inner</td></tr></table></td></tr></table>"))
    assert re.findall(r'<div class="scroll" tabindex="0" role="group" aria-label="Table">', text) != []
    assert text.count('class="scroll"') == 1
    Page(text)


@pytest.mark.parametrize(
    "open_ended",
    ["</div></div></div></div></div>", "<!-- ", "<title>", "<style>", "<table><tr>", "<h1>", "<a href=#x>"],
)
def test_what_is_left_open_ends_with_its_cell(open_ended: str) -> None:
    for cell in (html(f"before {open_ended}"), words(f"before {open_ended}")):
        text = body(cell, words("**after**"))
        last = text.rindex('<div class="cell ')
        assert "<strong>after</strong>" in text[last:]
        assert text.count('<div class="cell ') == 2
        depth = text[:last].count("<div") - text[:last].count("</div>")
        assert depth == 0, text


def test_a_notebook_cannot_dress_as_the_page_it_is_on() -> None:
    text = body(html("<p class='card problems'>a</p><p class='k'>b</p><p class='ansi-red-fg vh'>c</p>"))
    assert [one.get("class") for one in Page(text).tags("p")] == [None, "k", None]


@pytest.mark.parametrize("written", ["\u202e", "&#x202e;", "&#8238;", "&rlm;&#x202E;"])
def test_a_hidden_character_is_seen_however_it_is_written(written: str) -> None:
    for cell in (words(f"a{written}b"), html(f"a{written}b")):
        text = body(cell)
        assert "[U+202E]b" in text
        assert "202e;" not in text.lower()
        assert "\u202e" not in text


def test_markup_that_is_escaped_stays_escaped() -> None:
    text = body(html("&lt;script&gt; &#60;img&#62; &amp;lt; &quot; é &eacute;"))
    assert "&lt;script&gt; &lt;img&gt; &amp;lt;" in text
    assert "é é" in text


def test_of_a_long_output_the_beginning_and_the_end_are_shown_in_colour() -> None:
    middle = "m" * 300_000
    text = body(printed(f"\x1b[31mfirst\x1b[0m {middle} last"))
    assert '<span class="ansi-red-fg">first</span>' in text
    assert "last" in text
    assert re.search(r"\[260,\d{3} characters are not shown", text)
    assert len(text) < LONGEST_ANYTHING + 2000


def test_a_piece_that_is_too_long_is_left_out_and_its_pictures_do_not_count() -> None:
    picture = f"<img src='data:image/png;base64,{'A' * LONGEST_PIECE}'>"
    text = body(html("x" * (LONGEST_PIECE + 1)), html(picture), words("**after**"))
    assert "[400,001 characters are not shown" in text
    assert text.count("AAAA") > 1000
    assert "<strong>after</strong>" in text


@pytest.mark.parametrize(
    "address",
    ["data:image/png;base64,<", "data:image/png;base64,=A==", "data:image/svg+xml;base64,AA==", "x.png", "//a/b"],
)
def test_only_a_picture_within_the_page_is_one(address: str) -> None:
    assert [image.get("src") for image in Page(body(html(f"<img src='{address}'>"))).tags("img")] == [None]
