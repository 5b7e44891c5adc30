"""Without a mouse: Tab comes to everything that can be used, what it is at is seen, and keys do what a click does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from browser.looking import Look, Looking

_USABLE = "a[href], summary, button, input, [tabindex='0']"
_NUMBER = """(usable) => {
  const seen = Array.from(document.querySelectorAll(usable)).filter((one) => one.checkVisibility());
  seen.forEach((one, place) => { one.dataset.place = place; });
  return seen.length;
}"""
# Where the focus is, and whether the reader sees that: an outline that is drawn, around something on the screen.
_FOCUS = """() => {
  const one = document.activeElement, { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const within = (place, least, most) => Math.max(least, Math.min(place, most));
  const there = document.elementFromPoint(
    within(box.left + box.width / 2, 0, innerWidth - 1), within(box.top + box.height / 2, 0, innerHeight - 1));
  return {
    place: one.dataset.place, what: one.outerHTML.slice(0, 100),
    outlined: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && !outlineColor.endsWith(", 0)"),
    on_screen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    covered: there !== null && !one.contains(there) && !there.contains(one),
  };
}"""


def stops(page: Look, most: int) -> list[dict[str, Any]]:
    """Where Tab comes to, one after the other, until it leaves the page, or begins again."""
    found: list[dict[str, Any]] = []
    for _ in range(most):
        page.page.keyboard.press("Tab")
        stop = page.ask(_FOCUS)
        if stop["place"] is None or (found and stop["place"] == found[0]["place"]):
            break
        found.append(stop)
    return found


@pytest.mark.parametrize(
    ("is_open", "kinds"),
    [(False, ("class", "student")), (True, ("class", "instructor", "notebook", "similar", "pair"))],
)
def test_tab_comes_to_everything_in_order_and_is_seen(
    look: Looking, pages: dict[str, Path], is_open: bool, kinds: Sequence[str]
) -> None:
    page = look(pages["class"])
    for kind in kinds:
        page.go(pages[kind])
        page.open_all(is_open)
        count = page.ask(_NUMBER, _USABLE)
        found = stops(page, count + 2)
        assert [int(stop["place"]) for stop in found] == list(range(count)), kind
        assert [stop["what"] for stop in found if not stop["outlined"]] == [], kind
        assert [stop["what"] for stop in found if not stop["on_screen"]] == [], kind
        assert [stop["what"] for stop in found if stop["covered"]] == [], kind


def test_a_stop_that_is_not_seen_is_found(look: Looking, pages: dict[str, Path]) -> None:
    page = look(pages["single"])
    page.ask("document.querySelector('.parts a').style.outline = 'none'")
    page.ask("document.querySelector('.steps a').tabIndex = -1")
    count = page.ask(_NUMBER, _USABLE)
    found = stops(page, count)
    assert len(found) == count - 1
    assert [stop["outlined"] for stop in found].count(False) == 1


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_details_open_and_close_by_a_key(look: Looking, pages: dict[str, Path], key: str) -> None:
    page = look(pages["student"])
    part = page.page.locator("details.numbers").first
    table = part.locator("table")
    part.locator("summary").focus()
    assert not table.is_visible()
    page.page.keyboard.press(key)
    assert table.is_visible()
    page.page.keyboard.press(key)
    assert not table.is_visible()


@pytest.mark.parametrize(
    ("kind", "place"), [("student", ".words"), ("instructor", ".words"), ("instructor", "pre"), ("single", ".problems")]
)
def test_a_line_that_is_named_opens_the_code_and_lands_there(
    look: Looking, pages: dict[str, Path], kind: str, place: str
) -> None:
    page = look(pages[kind])
    code = page.page.locator(".source details")
    link = page.page.locator(f"{place} a[href^='#line-']").first
    assert code.get_attribute("open") is None
    link.focus()
    page.page.keyboard.press("Enter")
    target = page.page.locator("li:target")
    assert f"#{target.get_attribute('id')}" == link.get_attribute("href")
    assert code.get_attribute("open") is not None
    box = target.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 900
    # what is said there leads back to what named it
    target.get_by_role("link").first.focus()
    page.page.keyboard.press("Enter")
    assert page.page.locator("h2:target, .test:target").is_visible()
    assert link.is_visible()
    assert 0 <= page.ask("document.querySelector(':target').getBoundingClientRect().top") < 900


def test_a_link_from_outside_opens_the_code(look: Looking, pages: dict[str, Path]) -> None:
    page = look(pages["student"], fragment="#line-8")
    assert page.page.locator("li:target").is_visible()
    assert "return" in (page.page.locator("li:target").text_content() or "")


def test_links_lead_from_the_class_to_a_student_and_back(look: Looking, pages: dict[str, Path]) -> None:
    page = look(pages["class"])
    page.page.locator(".marks").get_by_role("link", name="Ada Abe").press("Enter")
    assert page.page.title() == "Ada Abe (ada) · A multi-layer perceptron in NumPy"
    page.page.get_by_role("link", name="The page that the student is given").press("Enter")
    assert page.page.url == pages["student"].as_uri()
    page.page.go_back()
    page.page.get_by_role("link", name="All submissions").press("Enter")
    assert page.page.url == pages["class"].as_uri()
