"""Which assignments a pull request touches, asked of real repositories."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from repositories import git
from small_course import write_course

from grader.ci.changed import changed_paths, repository_of
from grader.ci.handed_in import handed_in
from grader.errors import CourseError, GraderError, SubmissionError

SLUGS = ("alpha", "beta")


def base_of(checkout: Path) -> str:
    return git(checkout, "rev-parse", "origin/main")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """With the assignments alpha and beta."""
    root = tmp_path / "course"
    write_course(root)
    for folder in (root / "reference", root / "tests" / "assignments"):
        for slug in SLUGS:
            shutil.copytree(folder / "small", folder / slug)
        shutil.rmtree(folder / "small")
    return root


def places(course: Path, path: Path, slug: str = "", base: str = "") -> dict[str, Path]:
    return {one.assignment.slug: one.place for one in handed_in(course, path, slug, base)}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A pull request that touches alpha, while its base has gone on with beta."""
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    origin.mkdir()
    git(origin, "init", "--quiet")
    for slug in SLUGS:
        (origin / "work" / slug).mkdir(parents=True)
        (origin / "work" / slug / "a.py").write_text("x = 1\n")
    git(origin, "add", ".")
    git(origin, "commit", "--quiet", "-m", "one")
    git(tmp_path, "clone", "--quiet", str(origin), str(clone))
    (origin / "work" / "beta" / "a.py").write_text("x = 2\n")
    git(origin, "commit", "--quiet", "-am", "the base goes on")
    git(clone, "fetch", "--quiet")
    git(clone, "checkout", "--quiet", "-b", "change")
    (clone / "work" / "alpha" / "ä b.py").write_text("")
    git(clone, "add", ".")
    git(clone, "commit", "--quiet", "-m", "two")
    return clone


def test_only_what_the_pull_request_itself_changes_is_touched(checkout: Path, course: Path) -> None:
    base = base_of(checkout)
    assert changed_paths(checkout, base) == [checkout / "work" / "alpha" / "ä b.py"]
    assert places(course, checkout / "work", base=base) == {"alpha": checkout / "work" / "alpha"}
    assert set(places(course, checkout / "work")) == set(SLUGS)


@pytest.mark.parametrize("instead", ["nothing", "a link", "a file"])
def test_what_a_pull_request_takes_away_is_touched_and_has_no_points(
    checkout: Path, course: Path, instead: str
) -> None:
    base, place = base_of(checkout), checkout / "work" / "alpha"
    shutil.rmtree(place)
    if instead == "a link":
        place.symlink_to(course / "reference" / "alpha")
    elif instead == "a file":
        place.write_text("")
    git(checkout, "add", "--all")
    git(checkout, "commit", "--quiet", "-m", "three")
    (one,) = handed_in(course, checkout / "work", "", base)
    assert one.place == place
    found = one.read()
    assert found.files == {}
    assert found.problems


def test_a_folder_called_like_an_assignment_is_it(checkout: Path, course: Path) -> None:
    place = checkout / "work" / "alpha"
    assert places(course, place) == {"alpha": place}
    assert places(course, place, base=base_of(checkout)) == {"alpha": place}
    assert places(course, checkout / "work" / "beta", base=base_of(checkout)) == {}


def test_the_checkout_is_found_from_within(checkout: Path, tmp_path: Path) -> None:
    assert repository_of(checkout / "work" / "alpha") == checkout
    assert repository_of(checkout / "work" / "alpha" / "a.py") == checkout
    (tmp_path / "alice.py").touch()
    assert repository_of(tmp_path / "alice.py") == tmp_path


@pytest.mark.parametrize("slug", ["", "alpha"])
@pytest.mark.parametrize("link", ["work", "work/deep"])
def test_nothing_is_looked_for_behind_a_link(tmp_path: Path, course: Path, slug: str, link: str) -> None:
    """A student who puts a link to the reference there would be given all points, and its text in the report."""
    (tmp_path / "submission" / link).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "submission" / link).symlink_to(course / "reference")
    with pytest.raises(SubmissionError, match="is a link"):
        handed_in(course, tmp_path / "submission" / link, slug, "")
    with pytest.raises(SubmissionError, match="is a link"):
        handed_in(course, tmp_path / "submission" / link / "alpha", slug, "")


def test_an_assignment_that_is_a_link_has_no_points(tmp_path: Path, course: Path) -> None:
    (tmp_path / "submission").mkdir()
    (tmp_path / "submission" / "alpha").symlink_to(course / "reference" / "alpha")
    for slug in ("", "alpha"):
        (one,) = handed_in(course, tmp_path / "submission", slug, "")
        assert one.read().files == {}


@pytest.mark.parametrize("part", ["reference", "reference/alpha", "tests", "tests/assignments/alpha", ".", ".."])
def test_what_is_the_courses_is_not_handed_in(course: Path, part: str) -> None:
    with pytest.raises(CourseError, match=r"the course"):
        handed_in(course, course / part, "alpha", "")


@pytest.mark.parametrize("base", ["origin/nowhere", "0" * 40, "--output=written", "--octopus", "-h", ""])
def test_a_base_that_is_not_there_is_one_line(checkout: Path, base: str) -> None:
    with pytest.raises(GraderError, match="fetch-depth: 0") as caught:
        changed_paths(checkout, base)
    assert "\n" not in str(caught.value)
    assert list(checkout.glob("written*")) == []


def test_nothing_that_a_checkout_sets_up_for_git_is_run(checkout: Path, tmp_path: Path) -> None:
    """Were a student able to write .git/config: hooks, a file system monitor, drivers for diffs, text and transport."""
    trap, base = tmp_path / "sprung", base_of(checkout)
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {trap}\n")
    program.chmod(0o755)
    for key in ("core.fsmonitor", "diff.external", "diff.evil.textconv", "diff.evil.command", "core.sshCommand"):
        git(checkout, "config", key, str(program))
    git(checkout, "config", "core.hooksPath", str(tmp_path))
    git(checkout, "config", "remote.origin.promisor", "true")
    (checkout / ".gitattributes").write_text("* diff=evil filter=evil\n")
    (checkout / "work" / "alpha" / "a.py").write_text("x = 3\n")
    subprocess.run(["git", "diff"], cwd=checkout, check=False, capture_output=True)
    assert trap.exists(), "the traps are not live"
    trap.unlink()
    assert changed_paths(checkout, base) == [checkout / "work" / "alpha" / "ä b.py"]
    assert not trap.exists()


def test_a_checkout_of_somebody_else_is_asked_all_the_same(checkout: Path) -> None:
    """As in a container, where the checkout is another user's: git refuses such a one by default."""
    base = base_of(checkout)
    for path in (checkout, *checkout.rglob("*")):
        os.chown(path, 12345, 12345, follow_symlinks=False)
    assert changed_paths(checkout, base) == [checkout / "work" / "alpha" / "ä b.py"]
