"""Contrast of the stylesheet's colours, by the formula of WCAG 2.2, section 1.4.3 and 1.4.11."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader import report
from grader.report.wording import VERDICTS

STYLE = (Path(report.__file__).parent / "templates" / "report.css").read_text(encoding="utf-8")
ROOTS = re.findall(r":root \{(.*?)\}", STYLE, flags=re.DOTALL)
LIGHT = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", ROOTS[0]))
DARK = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", ROOTS[1]))
TEXT = [
    *[(ink, ground) for ink in ("ink", "soft", "link") for ground in ("page", "card")],
    ("ink", "mute-back"),
    *[(tone, f"{tone}-back") for tone in ("good", "part", "bad", "follow", "mute")],
    ("bad", "card"),
    ("follow", "card"),
    *[(f"on-{shade}", f"shade-{shade}") for shade in range(6)],
    *[(f"line-{line}", ground) for line in range(4) for ground in ("card", "mute-back")],  # code, named or not
    *[("ink", f"{tone}-back") for tone in ("good", "bad")],
    *[(ink, "mute-back") for ink in ("soft", "link")],
]
GRAPHICS = [("fill", "track"), *[(f"line-{line}", "card") for line in range(6)]]


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def too_faint(colours: dict[str, str], pairs: list[tuple[str, str]], least: float) -> dict[tuple[str, str], float]:
    ratios = {(one, other): contrast(colours[one], colours[other]) for one, other in pairs}
    return {pair: ratio for pair, ratio in ratios.items() if ratio < least}


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_has_the_contrast_of_level_aa(colours: dict[str, str]) -> None:
    assert too_faint(colours, TEXT, 4.5) == {}


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_lines_and_bars_stand_out(colours: dict[str, str]) -> None:
    assert too_faint(colours, GRAPHICS, 3.0) == {}


def test_colours_are_named_once_and_used_by_name() -> None:
    rules = re.sub(r":root \{.*?\}", "", STYLE, flags=re.DOTALL)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", rules) == []
    assert set(re.findall(r"var\(--([\w-]+)\)", rules)) == set(LIGHT) == set(DARK)


def test_outcomes_of_one_tone_still_differ_in_their_words() -> None:
    assert len({verdict.word for verdict in VERDICTS.values()}) == len(VERDICTS)
