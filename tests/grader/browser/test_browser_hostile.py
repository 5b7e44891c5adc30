"""Texts that attack are shown, and do nothing: from a file and over HTTP, on a desk and on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from made_grades import failed, grade
from markupsafe import Markup

from browser.faults import Skeleton, faults, skeleton
from browser.hostile import ATTACKS, EVIL, TEXTS, tame, written
from browser.looking import PHONE, Look, Looking, served
from grader.report.pages import page_values, submission_page
from grader.report.text import block

KINDS = ("class", "submissions", "students, script", "students, notebook", "instructor, script", "instructor, its page")
TITLES = {
    "class": "A small assignment · the class",
    "submissions": "A small assignment · the class",
    "notebook": ": the notebook",
}
NAME = "A multi-layer perceptron in NumPy"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return written(tmp_path_factory.mktemp("hostile"), TEXTS)


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return written(tmp_path_factory.mktemp("harmless"), tame(TEXTS), outputs=False)


@pytest.fixture(scope="module")
def server(hostile: dict[str, Path]) -> Iterator[tuple[str, list[str]]]:
    with served(hostile["class"].parents[1]) as found:
        yield found


def end_of_title(kind: str) -> str:
    return next((end for name, end in TITLES.items() if kind.endswith(name)), f" · {TEXTS[0]}")


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_texts_are_nothing_but_text(
    look: Looking, hostile: dict[str, Path], harmless: dict[str, Path], kind: str
) -> None:
    page = look(hostile[kind])
    like = None if kind.endswith("notebook") else skeleton(look(harmless[kind]))
    told = {"title": end_of_title(kind), "own_links": kind.endswith("notebook")}
    assert faults(page, like=like, **told) == []
    page.open_all()
    assert faults(page, **told) == []
    page.resize(PHONE)
    assert faults(page, **told) == []


@pytest.mark.parametrize("kind", ["class", "students, notebook", "instructor, its page"])
def test_over_http_one_document_is_asked_for(
    look: Looking, hostile: dict[str, Path], server: tuple[str, list[str]], kind: str
) -> None:
    address, asked = server
    path = f"/{hostile[kind].relative_to(hostile['class'].parents[1])}"
    asked.clear()
    page = look(f"{address}{path}")
    page.open_all()
    assert faults(page, title=end_of_title(kind), own_links="notebook" in kind) == []
    assert asked == [path]


def test_what_was_written_can_be_read(look: Looking, hostile: dict[str, Path]) -> None:
    """Every text whole, and what cannot be seen by its name."""
    page = look(hostile["instructor, script"])
    said = page.page.locator(".message").all_text_contents()
    assert said[0].startswith("W" * 3000)
    assert sorted(said[1:]) == sorted(block(text) for text in TEXTS)
    answer = page.page.locator(".answer").text_content() or ""
    assert all(block(text) in answer for text in TEXTS)
    assert "[ESC][31mred" in answer
    assert "[U+202E]draw" in answer
    page = look(hostile["students, notebook"])
    assert page.page.get_by_text("ran='a script'").count() > 3
    assert "deep" in (page.page.locator("blockquote blockquote").last.text_content() or "")
    assert "[U+202E]drawer" in (page.page.locator(".notebook").text_content() or "")
    assert page.page.get_by_text("dressed", exact=True).get_attribute("class") is None


def test_nothing_runs_whatever_is_done(look: Looking, hostile: dict[str, Path]) -> None:
    page = look(hostile["instructor, script"])
    page.open_all()
    for text in page.page.locator(".message").all()[:5]:
        text.hover()
    for _ in range(40):
        page.page.keyboard.press("Tab")
    page.page.locator(".images img").first.click()
    page.page.locator("summary").first.click()
    assert faults(page, title=end_of_title("script")) == []


def test_the_class_is_sorted_and_filtered_by_hostile_texts(look: Looking, hostile: dict[str, Path]) -> None:
    page = look(hostile["class"])
    for heading in page.page.locator(".marks button, .analysis button").all()[::4]:
        heading.click()
    field = page.page.get_by_label("Filter")
    for text in (
        "<script>ran='a",
        "onerror=ran='a_handler'>",
        "(",
        "[",
        "\\",
        "section:<svg",
        "</title></h1>",
    ):
        field.fill(text)
        found = page.page.locator("output").text_content() or ""
        assert found.endswith(f" of {len(TEXTS)}")
        assert (found[0] != "0") == (text not in ("\\",)), text
    field.fill("")
    assert faults(page, title=end_of_title("class")) == []


# What is found of each attack where a text becomes part of a page, and no policy holds it back.
CAUGHT = {
    "a script": "ran: a script",
    "a dialog": "heard: dialog: hello",
    "a script from elsewhere": "asked for: https://evil.example/a.js",
    "a handler": "ran: a_handler",
    "a picture": "asked for: https://evil.example/a.png",
    "a picture that runs": "ran: ",
    "a style": "asked for: https://evil.example/css",
    "an import": "asked for: https://evil.example/a.css",
    "a stylesheet": "asked for: https://evil.example/b.css",
    "an attribute of style": "asked for: https://evil.example/c",
    "out of its block": "outside its block: outside",
    "over everything": "outside its block: over it",
    "a refresh": "it went away: ",
    "a base": "element: base",
    "a frame": "heard: a frame",
    "an object": "asked for: https://evil.example/o",
    "a form": "element: form",
    "a film": "asked for: https://evil.example/v",
    "a toggle": "ran: toggle",
    "a focus": "ran: focus",
    "another title": "title: ",
    "what ends everything": "ran: end",
    "an end of CDATA": "ran: cdata",
    "a link": "address: javascript:",
    "an id": "element: form",
    "a policy": "heard: console: error: The Content Security Policy",
    "the other direction": "character: '\\u202e'",
    "control characters": "character: '\\x1b'",
}
# What the policy of a page refuses, and so says.
REFUSED = (
    "a script", "a dialog", "a script from elsewhere", "a handler", "a picture", "a picture that runs", "a style",
    "an import", "a stylesheet", "an attribute of style", "out of its block", "over everything", "a base", "an object",
    "a film", "a toggle", "a focus", "what ends everything", "an end of CDATA",
)  # fmt: skip
LOADED = {"/a.js", "/x", "/a.png", "/css", "/a.css", "/b.css", "/c", "/o", "/e", "/v"}  # without a policy
REMAINS = [name for name in ATTACKS if name != "a refresh"]  # where the browser stays at the page


def broken_page(folder: Path, text: str, *, policy: bool) -> Path:
    """A page of ours in which a text was taken for markup; with the policy that stands behind the escaping, or not."""
    values = page_values(grade(failed(message="a message")), "sample")
    html = submission_page({**values, "grade": replace(values["grade"], submission=Markup(text))})
    if not policy:
        html, count = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html)
        assert count == 1
    path = folder / f"broken-{sum(1 for _ in folder.iterdir())}.html"  # another address, which no cache has
    path.write_text(html, encoding="utf-8")
    return path


def harmless_page(looking: Looking, folder: Path, address: str, *, policy: bool) -> tuple[Look, Skeleton]:
    """With nothing wrong in it, and what it is made of."""
    page = looking(f"{address}/{broken_page(folder, 'Somebody', policy=policy).name}", size=PHONE)
    like = skeleton(page)
    assert faults(page, title=NAME, like=like) == []
    return page, like


def faults_of(page: Look, folder: Path, attack: str, address: str, like: Skeleton, *, policy: bool) -> list[str]:
    text = ATTACKS[attack].replace(EVIL, address)
    page.forget()
    page.go(f"{address}/{broken_page(folder, text, policy=policy).name}")
    return faults(page, title=NAME, like=like)


def kinds(found: list[str]) -> set[str]:
    return {one.partition(":")[0] for one in found}


def test_each_attack_is_caught_where_a_text_is_not_escaped(unwatched: Looking, tmp_path: Path) -> None:
    """Of a server that is there, so that what is asked for comes."""
    assert CAUGHT.keys() == ATTACKS.keys()
    missed = {}
    with served(tmp_path) as (address, asked):
        page, like = harmless_page(unwatched, tmp_path, address, policy=False)
        for name in REMAINS:
            found = faults_of(page, tmp_path, name, address, like, policy=False)
            if not any(one.startswith(CAUGHT[name].replace(EVIL, address)) for one in found):
                missed[name] = found
        page.until(lambda: set(asked) >= LOADED)
    assert missed == {}
    assert {path for path in asked if not path.startswith("/broken-")} == LOADED


def test_behind_the_escaping_stands_the_policy(unwatched: Looking, tmp_path: Path) -> None:
    """Nothing runs, nothing is loaded, and yet it is heard of."""
    refused = set()
    with served(tmp_path) as (address, asked):
        page, like = harmless_page(unwatched, tmp_path, address, policy=True)
        for name in REMAINS:
            found = faults_of(page, tmp_path, name, address, like, policy=True)
            assert found, name
            assert "ran" not in kinds(found), (name, found)
            assert not [one for one in found if "dialog" in one], (name, found)
            refused |= {name} if "refused" in kinds(found) else set()
    assert [path for path in asked if not path.startswith("/broken-")] == []
    assert refused == set(REFUSED)


@pytest.mark.parametrize("policy", [False, True])
def test_a_page_that_goes_away_is_caught(unwatched: Looking, tmp_path: Path, policy: bool) -> None:
    """No policy says anything of a refresh: there escaping stands alone."""
    page = unwatched(broken_page(tmp_path, ATTACKS["a refresh"], policy=policy))
    page.until(lambda: page.page.url != page.address)
    assert faults(page, title=NAME)[0].startswith(CAUGHT["a refresh"])


def test_a_notebook_that_is_not_sanitised_is_caught(
    unwatched: Looking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bleach.Cleaner.clean", lambda _, html: html)
    texts = (*ATTACKS.values(),)[:8]
    page = unwatched(written(tmp_path, texts)["students, notebook"])
    assert {"refused", "heard", "element"} <= kinds(faults(page, title=": the notebook", own_links=True))
