"""`grader serve` in a browser: a batch that runs is followed without a reload, and what is decided is on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect
from served import Served, serving
from small_course import REFERENCE, SETTINGS, write_course

from browser.looking import DESKTOP, Windows
from grader.cli import batch


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Of three students, each of whom takes a second or more."""
    folder = tmp_path_factory.mktemp("followed")
    course = write_course(folder / "course", settings=SETTINGS).course
    for login in ("ada", "bo", "cy"):
        (folder / "in" / login).mkdir(parents=True)
        text = f"import time\ntime.sleep(1)\n{REFERENCE}\n# {login}\n"
        (folder / "in" / login / "small.py").write_text(text, encoding="utf-8")
    words = ["small", str(folder / "in"), "--slots", "1", "--course", str(course)]
    assert CliRunner().invoke(batch.command, words, catch_exceptions=False).exit_code == 0
    with serving(course, "--by", "dora") as found:
        yield found


@pytest.fixture
def page(windows: Windows, server: Served) -> Iterator[Page]:
    """The page of the class. Whatever is done with it, the browser hears nothing, and asks nobody else."""
    context = windows.new_context()
    heard: list[str] = []
    context.on("console", lambda message: heard.append(message.text))
    context.on("weberror", lambda error: heard.append(str(error.error)))
    context.on("request", lambda asked: heard.append(asked.url) if not asked.url.startswith(server.url) else None)
    opened = context.new_page()
    opened.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    opened.goto(f"{server.url}small/index.html")
    yield opened
    assert opened.evaluate("window.refused") == []
    context.close()
    # of a form that is refused Chromium writes to the console what its answer's status was
    assert [one for one in heard if "status of 422" not in one] == []


def test_a_batch_is_followed_to_its_end(page: Page) -> None:
    live = page.locator(".live")
    bar, state, stale = live.locator("progress"), live.locator(".state"), live.locator(".stale")
    expect(bar).to_be_hidden()
    live.get_by_label("also what has not changed").check()
    live.get_by_role("button").click()
    expect(bar).to_be_visible()
    page.locator("#find").fill("ada")
    expect(state).to_have_text(re.compile(r"[12] of 3 submissions graded"), timeout=30_000)
    expect(stale).to_be_visible()
    expect(bar).to_be_hidden(timeout=30_000)
    expect(state).to_have_text(re.compile(r"3 of 3 submissions graded"))
    stale.get_by_role("link").click()
    expect(stale).to_be_hidden()
    expect(page.locator("#find")).to_have_value("ada")
    expect(page.locator(".filter output")).to_have_text("1 of 3")


def test_points_are_given_with_a_reason_by_keys_alone(page: Page) -> None:
    page.get_by_role("link", name="bo", exact=True).last.click()
    part = page.locator("details.points-of").first
    part.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("0,5")
    page.keyboard.press("Tab")
    page.keyboard.type("half of it <b>")
    page.keyboard.press("Enter")
    account = page.locator("section:has(> #account)")
    expect(account).to_contain_text("half of it <b>")
    expect(account).to_contain_text("by a person")
    assert page.url.endswith("/small/instructor/bo.html#test-1")


def test_a_form_without_a_reason_is_not_sent(page: Page) -> None:
    page.get_by_role("link", name="cy", exact=True).last.click()
    page.locator("details.points-of summary").first.click()
    before = page.url
    page.locator("details.points-of button").first.click()
    assert page.locator("details.points-of input[name=why]").first.evaluate("(one) => one.validity.valueMissing")
    assert page.url == before
    page.get_by_text("Give other points").first.wait_for()


def test_what_cannot_be_decided_is_said_and_can_be_sent_again(page: Page) -> None:
    page.get_by_role("link", name="cy", exact=True).last.click()
    page.locator("details.points-of summary").first.click()
    page.locator("details.points-of input[name=points]").first.fill("99")
    page.locator("details.points-of input[name=why]").first.fill("generous")
    with page.expect_response(lambda answer: answer.status == 422):
        page.locator("details.points-of button").first.click()
    expect(page.get_by_role("alert")).to_contain_text("gives 0 to 2 points, not 99")
    page.get_by_label("Points").fill("1")
    page.get_by_role("button", name="Send it again").click()
    expect(page.locator("section:has(> #account)")).to_contain_text("generous")
