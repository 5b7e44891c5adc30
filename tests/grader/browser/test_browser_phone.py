"""On a phone: nothing is wider than the screen but what scrolls in itself, and nothing is too small to read."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from browser.looking import PHONE, Looking, wider_than_the_screen
from browser.made_pages import KINDS

SMALLEST = 12  # pixels
# The size at which text is drawn, in pixels, of every piece that is seen: in a picture, that by which it is scaled.
_SIZES = """() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = walker.nextNode()); ) {
    const element = text.parentElement, range = document.createRange();
    range.selectNodeContents(text);
    const { width, height } = range.getBoundingClientRect();
    if (!text.data.trim() || !width || !height || !element.checkVisibility() || element.closest(".vh")) continue;
    const scale = element.ownerSVGElement ? element.getScreenCTM().a : 1;
    found.push([parseFloat(getComputedStyle(element).fontSize) * scale, text.data.trim().slice(0, 40)]);
  }
  return found;
}"""


def test_each_page_fits_and_can_be_read(look: Looking, pages: dict[str, Path]) -> None:
    page = look(pages["class"], size=PHONE)
    wide, small = {}, {}
    for kind, is_open in product(KINDS, (False, True)):
        page.go(pages[kind])
        page.open_all(is_open)
        wide[kind, is_open] = wider_than_the_screen(page)
        sizes = page.ask(_SIZES)
        assert sizes, kind
        small[kind, is_open] = [(size, text) for size, text in sizes if size < SMALLEST - 0.01]
    assert {where: found for where, found in wide.items() if found} == {}
    assert {where: found for where, found in small.items() if found} == {}


@pytest.mark.parametrize(
    ("kind", "scroller"),
    [
        ("class", ".scroll:has(> .analysis)"),
        ("class", ".scroll:has(> .marks)"),
        ("instructor", ".scroll:has(> .attempts)"),
        ("instructor", ".scroll:has(> .natural[width^='390'])"),
        ("notebook", ".scroll:has(> table) >> nth=1"),
    ],
)
def test_what_is_wide_scrolls_in_itself(look: Looking, pages: dict[str, Path], kind: str, scroller: str) -> None:
    page = look(pages[kind], size=PHONE)
    box = page.page.locator(scroller)
    assert box.evaluate("(one) => one.scrollWidth > one.clientWidth + 20")
    box.focus()
    for _ in range(3):
        page.page.keyboard.press("ArrowRight")
    page.page.wait_for_function("(one) => one.scrollLeft > 20", arg=box.element_handle())
    assert page.ask("scrollX") == 0


def test_wide_and_small_things_are_found(look: Looking, pages: dict[str, Path]) -> None:
    page = look(pages["student"], size=PHONE)
    page.ask("document.querySelector('h1').style.cssText = 'width: 400px; font-size: 11px'")
    assert wider_than_the_screen(page)[0].startswith("<h1")
    assert "Ada Abe (ada)" in [text for size, text in page.ask(_SIZES) if size < SMALLEST]


def test_no_word_of_the_figures_is_broken(look: Looking, pages: dict[str, Path]) -> None:
    page = look(pages["class"])
    for size in ((1280, 900), (1030, 800), (800, 800), (660, 800), PHONE):
        page.resize(size)
        lines = page.ask(
            """Array.from(document.querySelectorAll(".scores dt, .scores dd"), (one) => {
                 const range = document.createRange();
                 range.selectNodeContents(one);
                 return [one.textContent, new Set(Array.from(range.getClientRects(), (box) => box.top)).size];
               })"""
        )
        assert len(lines) == 10
        assert [text for text, count in lines if count > 1] == [], size
