"""Seeds: the same for a whole class, other ones with another key, assignment or test; the key stays in the course."""

from __future__ import annotations

import multiprocessing
import stat
from pathlib import Path

import pytest
from small_course import ONE_PART, REFERENCE, Grader, by_id, one_test, write_course

from grader.errors import CourseError
from grader.judge.seeds import course_key, generator
from grader.judge.seeds import test_seed as seed_of

DRAWN = one_test(
    "from grader.judge.verdict import record\nrecord('drawn', values=rng.random(2).tolist())",
    arguments="submission, rng",
)


def test_a_seed_depends_on_key_assignment_and_test_and_on_nothing_else() -> None:
    assert seed_of(b"key", "digest", "test_f") == seed_of(b"key", "digest", "test_f")
    others = {
        seed_of(b"key", "digest", "test_f"),
        seed_of(b"kez", "digest", "test_f"),
        seed_of(b"key", "other", "test_f"),
        seed_of(b"key", "digest", "test_g"),
        seed_of(b"key", "digest\0test", "f"),
        seed_of(b"key", "diges", "ttest_f"),
    }
    assert len(others) == 6
    assert all(len(bytes.fromhex(seed)) == 16 for seed in others)


def test_a_seed_is_a_keyed_hash_of_both() -> None:
    # HMAC-SHA256, key "key", message "digest\0test_f", computed with openssl dgst -sha256 -hmac
    assert seed_of(b"key", "digest", "test_f") == "429557167c5d54e2fb99680ba009908a"


def test_a_generator_is_its_seeds() -> None:
    assert generator("00ff").random() == generator("00ff").random() != generator("00fe").random()


def test_all_submissions_draw_the_same_and_another_key_something_else(tmp_path: Path, graded: Grader) -> None:
    course = write_course(tmp_path, hidden=DRAWN, settings=ONE_PART)
    first = by_id(graded(course, "def f(): pass\n"))["test_f"]
    second = by_id(graded(course, "import numpy as np\nnp.random.seed(0)\ndef f(): pass\n"))["test_f"]
    other = by_id(graded(course, "def f(): pass\n", key=b"another key"))["test_f"]
    assert first.evidence == second.evidence
    assert first.evidence != other.evidence
    assert first.seed == second.seed == seed_of(b"the key of these tests", course.digest(), "test_f")
    assert first.evidence["drawn"]["values"] == generator(first.seed).random(2).tolist()


def test_another_reference_is_another_seed(tmp_path: Path) -> None:
    course = write_course(tmp_path)
    before = course.digest()
    course.reference_file.write_text(REFERENCE + "\n")
    assert course.digest() != before


def test_the_key_is_made_once_is_secret_and_is_changed_on_demand(tmp_path: Path) -> None:
    key = course_key(tmp_path)
    assert len(key) == 32
    assert course_key(tmp_path) == key
    path = tmp_path / ".grader" / "key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert course_key(tmp_path, new=True) != key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {entry.name for entry in path.parent.iterdir()} == {"key", ".gitignore"}


def test_two_first_uses_at_once_agree(tmp_path: Path) -> None:
    with multiprocessing.get_context("fork").Pool(4) as pool:
        keys = pool.map(course_key, [tmp_path] * 16)
    assert len(set(keys)) == 1


@pytest.mark.parametrize("content", ["not hexadecimal", "abc", "\xff"])
def test_a_damaged_key_is_said(tmp_path: Path, content: str) -> None:
    (tmp_path / ".grader").mkdir()
    (tmp_path / ".grader" / "key").write_bytes(content.encode("latin-1"))
    with pytest.raises(CourseError, match="secret key of the course cannot be read"):
        course_key(tmp_path)


@pytest.mark.parametrize("content", ["", "\n", "00"])
def test_a_key_that_is_too_short_is_no_secret(tmp_path: Path, content: str) -> None:
    (tmp_path / ".grader").mkdir()
    (tmp_path / ".grader" / "key").write_text(content)
    with pytest.raises(CourseError, match="secret key"):
        course_key(tmp_path)


def test_a_course_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / ".grader").write_text("a file where the folder would be")
    with pytest.raises(CourseError, match="secret key of the course cannot be read or made"):
        course_key(tmp_path)
