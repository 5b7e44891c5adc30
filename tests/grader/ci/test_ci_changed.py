"""Which assignments a pull request touches, asked of real repositories."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from grader.ci.changed import changed_paths, handed_in, repository_of, touched
from grader.errors import GraderError

SLUGS = ("alpha", "beta")


def git(folder: Path, *words: str) -> str:
    name = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    done = subprocess.run(["git", *name, *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


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


def test_only_what_the_pull_request_itself_changes_is_touched(checkout: Path) -> None:
    changed = changed_paths(checkout, "origin/main")
    assert changed == [checkout / "work" / "alpha" / "ä b.py"]
    found = handed_in(checkout / "work", SLUGS)
    assert set(found) == set(SLUGS)
    assert touched(found, changed) == {"alpha": checkout / "work" / "alpha"}


def test_the_checkout_is_found_from_within(checkout: Path, tmp_path: Path) -> None:
    assert repository_of(checkout / "work" / "alpha") == checkout
    assert repository_of(tmp_path) == tmp_path


def test_an_assignments_own_folder_is_it(checkout: Path) -> None:
    assert handed_in(checkout / "work" / "alpha", SLUGS) == {"alpha": checkout / "work" / "alpha"}


def test_a_link_is_no_assignment(checkout: Path) -> None:
    (checkout / "links").mkdir()
    (checkout / "links" / "alpha").symlink_to(checkout / "work" / "alpha")
    assert handed_in(checkout / "links", SLUGS) == {}


@pytest.mark.parametrize("base", ["origin/nowhere", "0" * 40])
def test_a_base_that_is_not_there_is_one_line(checkout: Path, base: str) -> None:
    with pytest.raises(GraderError, match="fetch-depth: 0") as caught:
        changed_paths(checkout, base)
    assert "\n" not in str(caught.value)


def test_nothing_that_a_checkout_sets_up_for_git_is_run(checkout: Path, tmp_path: Path) -> None:
    """Were a student able to write .git/config: hooks, a file system monitor, drivers for diffs and text."""
    trap = tmp_path / "sprung"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {trap}\n")
    program.chmod(0o755)
    for key in ("core.fsmonitor", "diff.external", "diff.evil.textconv", "diff.evil.command", "core.pager"):
        git(checkout, "config", key, str(program))
    git(checkout, "config", "core.hooksPath", str(tmp_path))
    (checkout / ".gitattributes").write_text("* diff=evil filter=evil\n")
    assert changed_paths(checkout, "origin/main") == [checkout / "work" / "alpha" / "ä b.py"]
    assert not trap.exists()
