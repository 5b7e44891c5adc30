"""reports/example/: what the present code makes of its grades; its links lead somewhere, and nobody real is in it."""

from __future__ import annotations

import gzip
import importlib
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "examples" / "class_of_30" / "make.py"
PAGES = ROOT / "reports" / "example"
FILES = sorted(path for path in PAGES.rglob("*") if path.is_file())
# paths and addresses of the machine where it was made
OF_A_MACHINE = re.compile(
    r"(?<![\w.<-])/(?:home|root|tmp|usr|var|opt|mnt|work|Users|private)/\S+|site-packages|[\w.]+@\w+\.\w"
)


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(SCRIPT.parent)
    yield importlib.import_module("make")
    for name in ("make", "kept", "students"):
        sys.modules.pop(name)


def test_the_pages_are_what_the_present_code_makes_of_the_grades(
    make: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(PAGES, tmp_path / "pages")
    assert make.check(tmp_path / "pages") == 0, capsys.readouterr().err
    page = tmp_path / "pages" / "students" / "student-01.html"
    page.write_bytes(page.read_bytes().replace(b"Points", b"points", 1))
    (tmp_path / "pages" / "instructor" / "student-03.html").unlink()
    assert make.check(tmp_path / "pages") == 1
    assert "instructor/student-03.html, students/student-01.html.\nmake example-pages" in capsys.readouterr().err


def test_it_is_small() -> None:
    sizes = [path.stat().st_size for path in FILES]
    assert max(sizes) < 1_000_000
    assert sum(sizes) < 4_000_000


def test_every_link_to_a_file_has_its_target() -> None:
    pages = [path for path in FILES if path.suffix == ".html"]
    found = {page: re.findall(r'<a href="([^"#]+)', page.read_text(encoding="utf-8")) for page in pages}
    links = [(page, link) for page, some in found.items() for link in some]
    assert len(links) > len(pages)
    assert [(page.name, link) for page, link in links if not (page.parent / unquote(link)).is_file()] == []


def test_nothing_of_a_machine_is_in_it() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in FILES}
    texts["grades"] = gzip.decompress((SCRIPT.parent / "grades.json.gz").read_bytes()).decode()
    assert {name: found for name, text in texts.items() if (found := OF_A_MACHINE.findall(text))} == {}


def test_it_has_what_a_class_has(make: ModuleType) -> None:
    index = (PAGES / "index.html").read_text(encoding="utf-8")
    assert "32 students, 31 with a grade in 30 submissions" in index
    for said in ("1</strong> Missing", "2</strong> Late", "Awaiting grading", "Problems with the submission"):
        assert said in index
    logins = {login for one in make.CLASS for login in one.logins}
    assert all(re.fullmatch(r"student-\d\d", login) for login in logins)
    assert set(re.findall(r"<bdi>([^<]+)</bdi>", index)) == logins


def test_the_pictures_of_the_readme_are_there_and_small() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"docs/[\w-]+\.png", readme))
    assert shown == {f"docs/{name}.png" for name in ("class", "student", "student-dark", "student-phone")}
    assert [name for name in shown if (ROOT / name).stat().st_size > 300_000] == []
