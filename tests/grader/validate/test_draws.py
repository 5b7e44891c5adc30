"""Right solutions meet the tests under other keys, too: a test that spares them by chance is found."""

from __future__ import annotations

from pathlib import Path

from small_course import HIDDEN, KEY, write_course
from small_proof import validate
from terminal import assert_one_line

from grader.judge.run import hidden_tests
from grader.validate.matrix import Result, cases, run_matrix

FAIR_BY_CHANCE = HIDDEN.replace("2 * x.sum(), name", "2 * x.sum() + (rng.random() < 0.5), name", 1)
"""Every second key fails whatever is handed in."""

VARIANT = "# /// variant\n# why = 'of another order'\n# ///\ndef double(x):\n    return np.asarray(x, float) * SCALE\n"
VARIANTS = {f"variants/{name}.py": VARIANT for name in "abcde"}


def drawn(tmp_path: Path, hidden: str, key: bytes = KEY) -> dict[str, Result]:
    """Of a course with this file of hidden tests and five variants: label → result of its right solutions."""
    course = write_course(tmp_path, hidden=hidden, files=VARIANTS)
    wanted = [case for case in cases(course, repetitions=1, further_draws=4) if case.is_right]
    return run_matrix(course, wanted, hidden_tests(course), key=key)[0]


def test_the_reference_meets_every_key_and_a_variant_one(tmp_path: Path) -> None:
    found = drawn(tmp_path, HIDDEN)
    first = {"reference", *(f"variant {name}" for name in "abcde")}
    further = {*(f"reference, draw {draw}" for draw in (1, 2, 3, 4))}
    further |= {f"variant {name}, draw {draw}" for name, draw in zip("abcde", (1, 2, 3, 4, 1), strict=True)}
    assert set(found) == first | further
    assert {label: result.complaints for label, result in found.items()} == dict.fromkeys(found, ())


def test_a_test_that_is_fair_by_chance_is_found_whatever_the_courses_key(tmp_path: Path) -> None:
    def unfair(key: bytes) -> set[str]:
        return {label for label, result in drawn(tmp_path, FAIR_BY_CHANCE, key).items() if result.complaints}

    found = unfair(KEY)
    draws = {label for label in found if ", draw " in label}
    assert {"reference, draw 1", "reference, draw 2", "reference, draw 3", "reference, draw 4"} & draws
    assert {label for label in unfair(b"another key") if ", draw " in label} == draws, "the further keys are fixed"


def test_no_test_that_trains_is_run_again(tmp_path: Path) -> None:
    trains = HIDDEN.replace('needs=["total", "double"]', 'needs=["total", "double"], training=True')
    assert trains != HIDDEN
    found = drawn(tmp_path, trains)
    assert (found["reference"].score, found["reference, draw 1"].score) == (10, 6)


def test_every_right_solution_meets_as_many_keys_as_are_asked_for(tmp_path: Path) -> None:
    course = write_course(tmp_path, hidden=HIDDEN, files=VARIANTS)
    done = validate(course.course, "--draws", "3")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("✓") == 3 * (1 + len("abcde"))
    assert "✓ variant c, draw 3: 10 points" in done.stdout
    assert done.stdout.splitlines()[-2:] == ["right ones with other draws: 18", "the hidden tests hold"]
    assert not (course.tests_folder / "validation.json").exists()
    only = validate(course.course, "--draws", "2", "--only", "c").stdout
    assert {line.split(":")[0] for line in only.splitlines()[:-2]} == {
        f"✓ {one}, draw {draw}" for draw in (1, 2) for one in ("reference", "variant c")
    }
    assert_one_line(validate(course.course, "--draws", "3", "--stale"), "--draws is not for --check, --stale")


def test_bad_luck_is_told_with_its_draw(tmp_path: Path) -> None:
    course = write_course(tmp_path, hidden=FAIR_BY_CHANCE, files=VARIANTS)
    done = validate(course.course, "--draws", "4", "--only", "a")
    assert done.returncode == 1
    unfair = [line for line in done.stdout.splitlines() if line.startswith("✗")]
    assert 0 < len(unfair) < 8
    assert done.stdout.splitlines()[-1] == f"{len(unfair)} complaint{'s' if len(unfair) > 1 else ''}"
