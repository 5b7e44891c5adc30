"""On paper: a PDF with the text on it, without what only makes sense on a screen, and with what was closed."""

from __future__ import annotations

import re
import unicodedata
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from browser.looking import Look, Looking, Windows, watched, wider_than_the_screen
from browser.made_pages import CLASS, KINDS

MARGINS = ("top", "right", "bottom", "left")
A4 = (718, 1047)  # pixels between these margins


def printed(page: Look) -> tuple[int, str]:
    """How many sheets it takes, and the text on them, with single spaces."""
    content = page.page.pdf(format="A4", prefer_css_page_size=True, margin=dict.fromkeys(MARGINS, "1cm"))
    assert content.startswith(b"%PDF-")
    sheets = PdfReader(BytesIO(content)).pages
    text = " ".join(sheet.extract_text() for sheet in sheets)
    return len(sheets), " ".join(unicodedata.normalize("NFKC", text).split())  # a font has ligatures


def without_spaces(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module")
def texts(windows: Windows, pages: dict[str, Path]) -> dict[str, str]:
    """What is on paper of each kind of page, with nothing opened before; each has its heading, and ends."""
    found = {}
    with watched(windows) as looking:
        page = looking(pages["class"])
        for kind in ("class", "student", "instructor", "notebook", "single"):
            page.go(pages[kind])
            heading = page.page.locator("h1").text_content() or ""
            page.open_all(False)
            sheets, found[kind] = printed(page)
            assert without_spaces(heading) in without_spaces(found[kind]), kind
            assert sheets <= 8, kind
    return found


def test_nothing_is_cut_off_at_the_edge_of_a_sheet(look: Looking, pages: dict[str, Path]) -> None:
    page = look(pages["class"], size=A4)
    page.page.emulate_media(media="print")
    wide = {}
    for kind in KINDS:
        page.go(pages[kind])
        page.open_all()
        wide[kind] = wider_than_the_screen(page)
    assert {kind: found for kind, found in wide.items() if found} == {}


def test_what_is_for_the_screen_is_not_on_paper(texts: dict[str, str]) -> None:
    for on_screen in ("Filter", "Show the numbers", "Leaderboard Students"):
        assert on_screen not in texts["class"]
    assert "All submissions" not in texts["instructor"] + texts["single"]
    assert "Show it axis by axis" not in texts["instructor"]


def test_the_class_is_on_paper_with_everyone_and_every_test(texts: dict[str, str]) -> None:
    for login, name, *_ in CLASS:
        assert (name or login) in texts["class"]
    for said in ("Rows sum to one", "Median 51.73 (60.2 %)", "the process ended: signal 11", "excused", "Gus Ito"):
        assert said in texts["class"]


def test_what_was_closed_is_on_paper_all_the_same(texts: dict[str, str]) -> None:
    assert "2 days, 1 free" in texts["class"]
    assert "line 8, in softmax" in texts["instructor"]
    assert texts["instructor"].count("a line") >= 30
    assert "secret-answer" in texts["instructor"]
    assert "secret" not in texts["student"]


def test_code_and_changes_are_on_paper_if_they_were_opened(
    look: Looking, pages: dict[str, Path], texts: dict[str, str]
) -> None:
    page = look(pages["instructor"])
    code, change = "np.exp(z - z.max(1", "raise NotImplementedError"
    assert code not in texts["instructor"]
    assert change not in texts["instructor"]
    page.page.locator(".source details summary").click()
    page.page.locator(".change summary").nth(1).click()
    _, text = printed(page)
    assert code in text
    assert change in text
