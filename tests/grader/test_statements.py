"""docs/statements.md: the tables at the heads of hidden tests, with the tests that they name."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import ModuleType

import pytest
from real_parts import loaded
from small_course import write_course

from grader.course import assignment_slugs, load_assignment
from grader.judge.run import hidden_tests
from grader.mutate.record import record_file
from grader.validate.margins import current, read_margins
from grader.validate.matrix import cases
from grader.validate.overlay import read_mutants

ROOT = Path(__file__).parents[2]
TESTS = dict.fromkeys(("test_add", "test_add_twice", "test_sum", "test_sum_twice", "test_is_pure"), "")


@pytest.fixture(scope="module")
def statements() -> ModuleType:
    return loaded("docs/statements.py", "statements")


def test_a_row_goes_on_where_a_cell_is_empty_or_ends_in_a_comma(statements: ModuleType) -> None:
    doc = "\n".join(
        (
            "| sentence | test |",
            "| --- | --- |",
            "| one | test_a, |",
            "| and more | test_b |",
            "| two | test_c |",
            "| lines | |",
            "| three | test_d, |",
            "| | test_e |",
        )
    )
    assert list(statements._rows(doc)) == [
        ("one and more", "test_a, test_b"),
        ("two lines", "test_c"),
        ("three", "test_d, test_e"),
    ]


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("test_add", ["`test_add`"]),
        ("test_add … test_sum", ["`test_add`", "`test_add_twice`", "`test_sum`"]),
        ("test_…_twice", ["`test_add_twice`", "`test_sum_twice`"]),
        ("…_pure", ["`test_is_pure`"]),
        ("in those of add", ["in those of add"]),
    ],
)
def test_names_are_those_of_tests(statements: ModuleType, tmp_path: Path, named: str, found: list[str]) -> None:
    assert list(statements._names(named, TESTS, tmp_path / "test_hidden.py")) == found


@pytest.mark.parametrize("named", ["test_subtract", "…_twice", "test_add … test_product"])
def test_a_name_that_is_no_test_or_may_be_several_is_an_error(
    statements: ModuleType, tmp_path: Path, named: str
) -> None:
    with pytest.raises(SystemExit, match=r"its table names "):
        list(statements._names(named, TESTS, tmp_path / "test_hidden.py"))


def test_margins_stand_behind_the_tables(statements: ModuleType, tmp_path: Path) -> None:
    variant = '# /// variant\n# why = "it is right"\n# ///\ndef total(x):\n    return sum(x)\n'
    course = write_course(tmp_path, files={f"variants/{name}.py": variant for name in ("low", "lower")})
    assert not list(statements._margins(course))
    digests = current(course, cases(course), hidden_tests(course))
    margin = {"test": "test_total", "full": 0.9, "examples": 900, "cpu_seconds": 1.0, "seed": 0}
    runs = {"reference": [0.96], "variant low": [0.88, 0.92], "variant lower": [0.87, None]}
    kept = [margin | {"solution": name, "runs": value, "digest": digests[name]} for name, value in runs.items()]
    kept[-1]["lost"] = True
    # and one of a solution, or of tests, that are others by now
    earlier = margin | {"solution": "reference", "seed": 1, "runs": [0.5], "digest": "0"}
    file = course.tests_folder / "margins.json"
    file.write_text(json.dumps([earlier]))
    assert not list(statements._margins(course))
    file.write_text(json.dumps([*kept, earlier]))
    *_, row = statements._margins(course)
    error = (0.96 * 0.04 / 900) ** 0.5
    reference = f"96.00%, {0.06 / error:.1f} standard errors above"
    assert row == f"| `test_total` | 90.00% of 900 | {reference} | 3 | 90.33% | 87.00% (variant lower) | 2 | 1 |"


def test_what_became_of_generated_mutants_is_told_and_whether_tests_have_changed_since(
    statements: ModuleType, tmp_path: Path
) -> None:
    course = write_course(tmp_path)
    assert not list(statements._mutation(course))
    counts = {"killed": 19, "equivalent": 3, "unexplained": 1, "fault": 0}
    record_file(course).write_text(json.dumps({"course": course.digest(), "seed": 4, **counts}))
    *_, first, second = statements._mutation(course)
    assert "23, of them 19 killed, 3 equivalent" in first
    assert "1 that survive unexplained" in first
    assert "not be graded" not in first
    assert second == "Mutation score 95.0%, by `grader mutate small --seed 4`."
    course.public_tests.write_text("# changed\n", encoding="utf-8")
    *_, second = statements._mutation(course)
    assert second.endswith(". Reference or tests have changed since.")


# slug → where full points begin, and of how many examples that is a share
THRESHOLDS = {
    "autodiff": {(0.88, 5_000)},
    "cnn": {(0.99, 15_000), (0.98, 10_000)},  # of a trained network, and with weights from home
    "cnn_transfer": {(0.5, 2_000)},
    "mlp_numpy": {(0.96, 10_000)},
    "mnist_scratch": {(0.8, 10_000)},
    "moons": {(0.94, 20_000), (0.83, 20_000)},
    "multires_cnn": {(0.9769, 10_000)},
}


@pytest.mark.parametrize("slug", assignment_slugs(ROOT))
def test_a_statement_says_from_which_accuracy_on_there_is_a_second_run(slug: str) -> None:
    assignment = load_assignment(ROOT, slug)
    text = " ".join((assignment.reference_folder / "README.md").read_text(encoding="utf-8").split())
    said = re.findall(r"from ([\d.]+) % to ([\d.]+) %", text)
    due = [(100 * (full - 3 * (full * (1 - full) / of) ** 0.5), 100 * full) for full, of in THRESHOLDS[slug]]
    assert sorted((float(low), float(high)) for low, high in said) == [
        (pytest.approx(low, abs=0.006), pytest.approx(high)) for low, high in sorted(due)
    ]
    assert {(one.full, one.examples) for one in read_margins(assignment)} <= THRESHOLDS[slug]


@pytest.mark.parametrize("slug", ["autodiff", "cnn", "mlp_numpy", "mnist_scratch", "multires_cnn"])
def test_a_statement_says_how_long_a_training_run_may_take_and_a_mutant_takes_longer(slug: str) -> None:
    assignment = load_assignment(ROOT, slug)
    text = " ".join((assignment.reference_folder / "README.md").read_text(encoding="utf-8").split())
    said = re.findall(r"runs? may take up to (\S+) times as long as the model answer's", text)
    numbers = {"three": "3", "five": "5"}
    assert [f"{numbers.get(one, one)}x" for one in said] == [assignment.settings.limits.training]
    reference = assignment.reference_file.read_text(encoding="utf-8")
    too_slow = [
        one for one in read_mutants(assignment.tests_folder / "mutants", reference) if one.header.cause == "time limit"
    ]
    assert too_slow
