"""From a source to its mutants: each once, each a real change, named so that it is found again."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from small_course import REFERENCE

from grader.errors import CourseError
from grader.mutate.making import Change, Mutant, chosen, mutants
from grader.mutate.operators import OPERATORS
from grader.mutate.running import sample

SOURCE = '''\
"""A module."""

import numpy as np

SCALE = 2.0


class Layer:
    """A layer."""

    def scaled(self, x: "np.ndarray | None" = None):
        """x + 1, times the scale."""
        ### BEGIN SOLUTION
        total = x + 1
        total *= SCALE
        return total
        ### END SOLUTION


def after(x, half=0.5):
    def inner(y):
        return y + x

    return inner(x)


if __name__ == "__main__":
    print(1 + 1)
'''


def every(source: str = SOURCE) -> list[Mutant]:
    return mutants(source, OPERATORS)


def names(found: list[Mutant]) -> set[str]:
    return {mutant.change.function for mutant in found}


def test_functions_methods_defaults_and_constants_are_changed_and_scripts_are_not() -> None:
    found = every()
    assert names(found) == {"module", "Layer.scaled", "after", "after.inner"}
    assert {mutant.change.after for mutant in found if mutant.change.function == "module"} == {
        "SCALE = 4.0",
        "SCALE = 1.0",
        "SCALE = -2.0",
    }
    assert "def after(x, half=0.25):" in {mutant.change.after for mutant in found}


def test_each_mutant_compiles_and_differs_from_the_source_and_from_the_others() -> None:
    meanings = [ast.dump(ast.parse(mutant.source)) for mutant in every()]
    assert len(set(meanings)) == len(meanings) > 20
    assert ast.dump(ast.parse(SOURCE)) not in meanings


def test_a_mutant_differs_in_the_lines_that_it_names_and_nowhere_else() -> None:
    for mutant in every():
        before, after = SOURCE.split("\n"), mutant.source.split("\n")
        old, new = mutant.change.before.split("\n"), mutant.change.after.split("\n")
        start = mutant.line - 1
        assert [line.strip() for line in before[start : start + len(old)]] == [line.strip() for line in old]
        assert [line.strip() for line in after[start : start + len(new)]] == [line.strip() for line in new]
        assert before[:start] == after[:start]
        assert before[start + len(old) :] == after[start + len(new) :]


def test_a_change_is_the_same_after_lines_have_moved() -> None:
    moved = SOURCE.replace("import numpy as np\n", "import numpy as np\n\n# a comment\n\n\n")
    assert [mutant.change for mutant in every(moved)] == [mutant.change for mutant in every()]
    assert [mutant.line for mutant in every(moved)] != [mutant.line for mutant in every()]


def test_changes_that_are_alike_are_counted() -> None:
    source = "def f(x):\n    x = x + y\n    print(x)\n    x = x + y\n    return x\n"
    found = [mutant for mutant in every(source) if mutant.change.after == "x = x - y"]
    assert [mutant.change for mutant in found] == [
        Change("sign", "f", "x = x + y", "x = x - y", 1),
        Change("sign", "f", "x = x + y", "x = x - y", 2),
    ]
    assert found[0].source != found[1].source


def test_the_more_telling_operator_comes_first() -> None:
    found = every("def f(opt):\n    opt.zero_grad()\n")
    assert [mutant.change.operator for mutant in found] == ["zero-grad"]


def test_a_source_without_a_last_line_break_and_with_comments_around_is_whole() -> None:
    source = "# first\n\ndef f(x):\n    return -y\n# last"
    (mutant,) = [mutant for mutant in every(source) if mutant.change.operator == "sign"]
    assert mutant.source == "# first\n\ndef f(x):\n    return y\n# last\n"


def test_two_runs_make_the_same() -> None:
    assert every(REFERENCE) == every(REFERENCE)


def test_a_reference_that_does_not_parse_is_named() -> None:
    with pytest.raises(CourseError, match="the reference does not parse: line 1"):
        every("def f(:\n")


def test_mutants_are_chosen_by_function_class_and_operator() -> None:
    found = every()
    assert names(chosen(found, ["Layer"], [])) == {"Layer.scaled"}
    assert names(chosen(found, ["after"], [])) == {"after", "after.inner"}
    assert names(chosen(found, ["Lay"], [])) == set()
    assert {mutant.change.operator for mutant in chosen(found, [], ["sign"])} == {"sign"}
    assert chosen(found, [], []) == found


def test_a_sample_is_drawn_by_its_seed_and_keeps_the_order() -> None:
    found = every()
    drawn = sample(found, 5, 1)
    assert drawn == sample(found, 5, 1)
    assert drawn != sample(found, 5, 2)
    assert [mutant.line for mutant in drawn] == sorted(mutant.line for mutant in drawn)
    assert sample(found, 10_000, 1) == found


def test_the_real_reference_has_mutants_of_every_function() -> None:
    reference = Path(__file__).parents[3] / "reference" / "mlp_numpy" / "mlp.py"
    found = every(reference.read_text(encoding="utf-8"))
    assert len(found) > 300
    functions = "softmax cross_entropy init_params forward predict backward sgd_step learning_rate fit"
    assert names(found) >= set(functions.split())
