"""Light and dark: the colours are those that the reader's system asks for, on paper always those of paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from browser.looking import Look, Looking
from browser.made_pages import KINDS

_COLOURS = """() => {
  const of = (selector, what) => {
    const found = document.querySelector(selector);
    return found && getComputedStyle(found)[what];
  };
  return {
    page: of("body", "backgroundColor"), ink: of("body", "color"), card: of(".card", "backgroundColor"),
    heading: of("h1", "color"), link: of("main a", "color"), note: of(".note", "color"),
    badge: of(".badge", "backgroundColor"), bar: of("rect.fill", "fill"), text: of("svg text", "fill"),
    mark: of(".marks .f", "backgroundColor"), field: of("input", "backgroundColor"),
    code: of(".hidden-part pre", "backgroundColor"),
  };
}"""


def colours(page: Look) -> dict[str, Any]:
    found: dict[str, Any] = page.ask(_COLOURS)
    return {name: colour for name, colour in found.items() if colour is not None}


def lightness(colour: str) -> float:
    """From 0 to 255, of a colour as a browser tells it."""
    channels = [float(one) for one in colour.partition("(")[2].rstrip(")").split(",")[:3]]
    return sum(channels) / 3


def test_dark_is_dark_and_light_is_light(look: Looking, pages: dict[str, Path]) -> None:
    page = look(pages["class"])
    named = set()
    for kind in KINDS:
        page.page.emulate_media(color_scheme="light")
        page.go(pages[kind])
        light = colours(page)
        page.page.emulate_media(color_scheme="dark")
        dark = colours(page)
        assert light.keys() == dark.keys()
        assert [name for name in light if light[name] == dark[name]] == [], kind
        assert lightness(light["page"]) > 200 > 100 > lightness(light["ink"]), kind
        assert lightness(dark["page"]) < 50 < 150 < lightness(dark["ink"]), kind
        named |= light.keys()
    assert len(named) == 12


@pytest.mark.parametrize("kind", ["class", "instructor"])
def test_paper_is_white_in_the_dark_too(look: Looking, pages: dict[str, Path], kind: str) -> None:
    page = look(pages[kind], scheme="dark")
    page.page.emulate_media(media="print")
    on_paper = colours(page)
    assert (lightness(on_paper["page"]), lightness(on_paper["card"]), lightness(on_paper["ink"])) == (255, 255, 0)
    page.page.emulate_media(media="print", color_scheme="light")
    assert colours(page) == on_paper
