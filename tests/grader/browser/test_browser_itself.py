"""Where there is no browser, that is said: a skip on somebody's machine, a failure in CI."""

from __future__ import annotations

from pathlib import Path

import pytest

from browser.looking import Looking, Windows, chromium, program


def test_the_browser_is_that_of_the_system(windows: Windows) -> None:
    assert Path(program()).is_file()
    assert windows.browser.browser_type.name == "chromium"


def test_without_one_a_machine_skips_and_ci_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for value, outcome in (("", pytest.skip.Exception), ("true", pytest.fail.Exception)):
        monkeypatch.setenv("CI", value)
        with pytest.raises(outcome, match=r"there is no Chromium .* apt-get install chromium"), chromium():
            pass


@pytest.mark.parametrize(
    ("script", "heard"),
    [
        ("console.warn('a warning')", "console: warning: a warning"),
        ("setTimeout(() => { throw new Error('thrown') })", "error: thrown"),
        ("alert('a dialog')", "dialog: a dialog"),
        ("window.open('about:blank')", "another page: about:blank"),
        ("new Image().src = 'https://other.example/a.png'", "console: error: Failed to load resource"),
        ("document.body.append(document.createElement('iframe'))", "a frame"),
    ],
)
def test_what_a_page_does_is_heard(unwatched: Looking, tmp_path: Path, script: str, heard: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(f"<!doctype html><body><script>{script}</script>", encoding="utf-8")
    page = unwatched(path)
    page.until(lambda: any(one.startswith(heard) for one in page.heard))
    assert [one for one in page.heard if one.startswith(heard)], page.heard
