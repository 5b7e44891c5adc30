"""No page breaks a rule of axe-core: light and dark, on a desk and on a phone, with details closed and open."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe

from browser.looking import DESKTOP, PHONE, Look, Looking
from browser.made_pages import KINDS

# Every two of scheme, width, and details closed or open together; and whether contrast is asked, which takes the most
# time. Colours hang on the scheme alone, and what is seen with details closed is seen with details open, too.
STATES: Final = (
    ("light", DESKTOP, True, True),
    ("dark", PHONE, True, True),
    ("light", DESKTOP, False, False),
    ("dark", PHONE, False, False),
    ("dark", DESKTOP, True, False),
    ("light", PHONE, True, False),
)
WHOLE: Final = ("class", "instructor", "notebook")  # the others are made of the same templates, or are small
AXE = Axe().axe_script  # of the package, so that nothing is fetched


def broken_rules(look: Look, *, contrast: bool = True) -> dict[str, list[str]]:
    """The rules that a page breaks, each with the elements that do. All rules are asked that axe has switched on."""
    options: dict[str, Any] = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": contrast}}}
    found = look.ask("(options) => axe.run(options)", options)
    return {one["id"]: [node["html"][:200] for node in one["nodes"]] for one in found["violations"]}


@pytest.mark.parametrize("kind", KINDS)
def test_no_page_breaks_a_rule(look: Looking, pages: dict[str, Path], kind: str) -> None:
    page = look(pages[kind])
    page.ask(AXE)
    faults = {}
    for scheme, size, is_open, contrast in STATES if kind in WHOLE else STATES[:4]:
        page.page.emulate_media(color_scheme=scheme)
        page.resize(size)
        page.open_all(is_open)
        if found := broken_rules(page, contrast=contrast):
            faults[scheme, size[0], is_open] = found
    assert faults == {}


def test_what_breaks_a_rule_is_found(look: Looking, pages: dict[str, Path]) -> None:
    page = look(pages["single"])
    page.open_all()
    page.ask(AXE)
    assert broken_rules(page) == {}
    page.ask(
        """() => {
          const first = (what) => document.querySelector(what);
          first(".note").style.color = "#999";
          first("main").append(document.createElement("button"));
          first("figure svg").removeAttribute("aria-labelledby");
          first("figure svg title").remove();
          first("h2").outerHTML = "<h4>Points</h4>";
          first(".scroll[tabindex]").style.width = "90px";
          first(".scroll[tabindex]").removeAttribute("tabindex");
        }"""
    )
    found = broken_rules(page)
    assert {"color-contrast", "button-name", "svg-img-alt", "heading-order", "scrollable-region-focusable"} <= set(
        found
    )
    assert found["svg-img-alt"][0].startswith('<svg class="natural')
