"""Early stop in the sandbox: a run that is too low is given up, another one is not, and nobody gains by it."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from small_course import ONE_PART, SLUG, Grader, by_id, statuses, write_course

from grader.course import Assignment, load_assignment
from grader.early_stop import read_rules
from grader.errors import CourseError
from grader.judge.conditions import conditions
from grader.submission import Submission
from grader.validate.kept import base_digest

SETTINGS = re.sub(r"functions = .*", 'functions = ["classes", "fit"]', ONE_PART)
HIDDEN = '''
import numpy as np
from grader.checks import check_accuracy, check_close
from grader.judge import points, shared_run
from grader.judge.verdict import record


@shared_run
def trained(submission, rng):
    x = rng.random((1000, 1))
    y = (x[:, 0] > 0.5).astype(int)
    return submission.fit(x, y, 100), x, y


@points(6, part="All", of="fit", needs=["classes"], training=True)
def test_accuracy(trained):
    """Accuracy after a hundred steps"""
    (params, _), x, y = trained
    check_accuracy((x[:, 0] > params["t"]).astype(int), y, full=0.95, zero=0.9)


@points(3, part="All", of="fit", training=True)
def test_history(trained):
    """One number a step"""
    (_, history), _, _ = trained
    record("history", steps=history)
    check_close(len(history), 100, name="history")


@points(1, part="All", of="classes")
def test_classes(submission):
    """0 below the threshold, 1 above"""
    check_close(submission.classes({"t": 0.5}, np.array([[0.25], [0.75]])), [0, 1], name="classes")
'''
RULE = """
[[rule]]
run = "trained"
call = "fit"
update = "step"
classes = "classes"
examples = [0, 1]
whole = 100
least = 0.9
floors = [[10, 0.45], [20, 0.6]]
"""
# the threshold begins at 0 (half of the examples are right) and goes to 0.5
RIGHT = """
import numpy as np

def classes(params, x):
    return (x[:, 0] > params["t"]).astype(int)

def step(params, gradient):
    return {"t": params["t"] - gradient}

def fit(x, y, count):
    params, history = {"t": 0.0}, []
    for _ in range(count):
        params = step(params, 0.01 * (params["t"] - 0.5) * 4)
        history.append(params["t"])
    return params, history
"""
SLOW = RIGHT.replace("0.01 * (", "0.001 * (").replace("history.append", "print('step'); history.append")
IN_A_METHOD = """
import functools
import theirs
from theirs import *

class Trainer:
    @functools.wraps(theirs.fit)
    def fit(self, *data):
        return theirs.fit(*data)

fit = functools.partial(Trainer().fit)
"""
CATCHES = (
    SLOW.replace("params = step(", "params = carefully(")
    + """
def carefully(*arguments):
    try:
        return step(*arguments)
    except BaseException:
        return arguments[0]
"""
)
RAISES = SLOW.replace(
    "def classes(params, x):\n",
    """def classes(params, x):
    if len(x) == 500:
        raise SystemExit
""",
)
TAMPERS = (
    SLOW
    + """
from grader.remote.following import Follower
Follower._step = lambda *_: None
"""
)
FORGES = (
    RIGHT
    + """
from grader.remote.following import Follower, TooLow
def forged(self, *_):
    self.right = RIGHT
    raise TooLow
Follower._step = forged
"""
)
WORSE_CLASSES = SLOW.replace('> params["t"]', '< params["t"]')
DRAWS = (
    RIGHT.replace("    params, history", "    np.random.seed(1)\n    params, history")
    .replace('history.append(params["t"])', "history.append(np.random.random())")
    .replace("    return (x[:, 0]", "    np.random.random(7)\n    return (x[:, 0]")
)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return made(tmp_path_factory.mktemp("course"))


def made(root: Path, *, hidden: str = HIDDEN, settings: str = SETTINGS, rule: str = RULE) -> Assignment:
    return write_course(root, hidden=hidden, settings=settings, reference=RIGHT, files={"early_stop.toml": rule})


def test_a_right_run_is_not_stopped_and_its_curve_is_kept(course: Assignment, graded: Grader) -> None:
    grade = graded(course, RIGHT)
    assert grade.score == 10, [test.message for test in grade.tests]
    curve = by_id(grade)["test_accuracy"].evidence["learning curve"]
    assert (curve["run"], curve["of"], curve["after"]) == ("trained", 100, [10, 20])
    assert curve["right"][1] > curve["right"][0] > 0.6
    assert "learning curve" not in by_id(grade)["test_history"].evidence


def test_a_run_that_is_too_low_is_given_up(course: Assignment, graded: Grader) -> None:
    grade = graded(course, SLOW)
    first, second = (by_id(grade)[name] for name in ("test_accuracy", "test_history"))
    assert (first.status, first.points, first.follows_from) == ("failed", 0, None)
    said = r"fit was stopped after 20 of 100 updates: it was right on 5\d\.\d% of a sample of what it is trained on, "
    assert re.match(
        said + "and no recorded run that was below 60% there has come to more than 90% in the end", first.message
    )
    assert "one step on one batch" in first.hint
    assert first.output.count("step") == 20
    assert first.evidence["learning curve"]["after"] == [10, 20]
    # what it asks about has not come to be
    assert (second.status, second.points, second.follows_from) == ("failed", 0, "fit")
    assert grade.score == 1


@pytest.mark.parametrize(("border", "second"), [(0.46, 0.982), (2, 0.442)])
def test_a_second_run_is_not_followed_and_leaves_what_the_first_was_followed_by(
    graded: Grader, tmp_path: Path, border: float, second: float
) -> None:
    hidden = HIDDEN.replace("rng.random((1000, 1))", "(rng.permutation(1000)[:, None] + 0.5) / 1000")
    hidden = hidden.replace("> 0.5)", "> BORDERS.pop())").replace(
        "@shared_run", f"BORDERS = [{border}, 0.5]\n@shared_run"
    )
    ends_early = RIGHT.replace('params["t"] - 0.5', 'params["t"] - 0.45')  # at 0.44: it is right on 94 % at first
    accuracy = by_id(graded(made(tmp_path, hidden=hidden), ends_early))["test_accuracy"]
    assert accuracy.evidence["accuracy"]["runs"] == [0.942, second]
    assert accuracy.evidence["learning curve"]["after"] == [10, 20]


def test_parameters_that_have_overflowed_are_right_on_nothing(course: Assignment, graded: Grader) -> None:
    grade = graded(course, SLOW.replace('params["t"] - gradient', 'params["t"] - gradient + np.inf - np.inf'))
    assert "fit was stopped after 10 of 100 updates: it was right on 0.0% of" in by_id(grade)["test_accuracy"].message


@pytest.mark.parametrize("forged", [False, True])
def test_a_run_that_was_given_up_keeps_nothing_whatever_follow_on_failures_keep(
    tmp_path: Path, graded: Grader, forged: bool
) -> None:
    keeping = made(tmp_path, settings=f"{SETTINGS}\n[feedback]\nfollow_on_keeps = 0.5\n")
    grade = graded(keeping, FORGES.replace("RIGHT", "[0.1]") if forged else SLOW)
    assert by_id(grade)["test_history"].follows_from == "fit"
    assert grade.score == 1


@pytest.mark.parametrize(
    "call",
    ["step(params, gradient=G)", "step(params=params, gradient=G)", "step(gradient=G, params=params)"],
)
def test_parameters_are_found_however_they_are_handed_over(course: Assignment, graded: Grader, call: str) -> None:
    gradient = '0.01 * (params["t"] - 0.5) * 4'
    grade = graded(course, RIGHT.replace(f"step(params, {gradient})", call.replace("G", gradient)))
    assert grade.score == 10, [test.message for test in grade.tests]
    assert by_id(grade)["test_accuracy"].evidence["learning curve"]["right"][1] > 0.6


AGAIN = '''

@points(1, part="All", of="fit", training=True)
def test_again(submission, trained):
    """On other data"""
    _, x, y = trained
    params, _ = submission.fit(x, 1 - y, 100)
    check_close(params["t"] > 0.4, True, name="t")
'''


def test_a_later_call_in_a_test_is_not_followed(tmp_path: Path, graded: Grader) -> None:
    hidden = HIDDEN.replace("@points(3,", "@points(2,") + AGAIN
    course = write_course(tmp_path, hidden=hidden, settings=SETTINGS, reference=RIGHT, files={"early_stop.toml": RULE})
    assert graded(course, RIGHT).score == 10


def test_it_is_followed_behind_methods_partials_and_other_files(course: Assignment, graded: Grader) -> None:
    files = {"small.py": IN_A_METHOD.encode(), "theirs.py": SLOW.encode()}
    grade = graded(course, Submission("alice", files, "0" * 64, ()))
    assert "stopped after 20 of 100" in by_id(grade)["test_accuracy"].message


@pytest.mark.parametrize("source", [CATCHES, RAISES, TAMPERS], ids=["catches", "cannot be measured", "tampers"])
def test_who_is_not_stopped_is_judged_on_what_the_run_comes_to(course: Assignment, graded: Grader, source: str) -> None:
    grade = graded(course, source)
    accuracy = by_id(grade)["test_accuracy"]
    assert accuracy.message.startswith("predict is right on ")
    assert accuracy.points == 0
    assert statuses(grade)["test_history"] == "passed"
    assert accuracy.output.count("step") == 100


@pytest.mark.parametrize("right", ["[0.99]", "[]", "[2.0]", "'all'", "[0.9, 0.9, 0.1]"])
def test_a_run_that_says_itself_that_it_is_too_low_must_be_so(course: Assignment, graded: Grader, right: str) -> None:
    grade = graded(course, FORGES.replace("RIGHT", right))
    assert statuses(grade) == {"test_classes": "passed", "test_accuracy": "protocol", "test_history": "protocol"}


def test_who_forges_a_low_run_has_no_points(course: Assignment, graded: Grader) -> None:
    assert graded(course, FORGES.replace("RIGHT", "[0.1]")).score == 1


def test_nothing_is_given_up_by_what_a_function_says_that_failed_its_own_tests(
    course: Assignment, graded: Grader
) -> None:
    grade = graded(course, WORSE_CLASSES)
    assert statuses(grade) == {"test_classes": "failed", "test_accuracy": "< classes", "test_history": "passed"}


def test_a_run_that_is_followed_draws_the_same_numbers(course: Assignment, graded: Grader) -> None:
    free = msgspec.structs.replace(course, early_stop=())
    found = [by_id(graded(one, DRAWS))["test_history"].evidence["history"]["steps"] for one in (course, free)]
    assert found[0] == found[1]


def test_a_rule_is_no_part_of_what_seeds_are_made_of_but_of_what_grades_rest_on(tmp_path: Path) -> None:
    before = made(tmp_path)
    (before.tests_folder / "curves.json").write_text("[]")
    (before.tests_folder / "early_stop.toml").write_text(RULE.replace("0.45", "0.4"))
    after = load_assignment(tmp_path, SLUG)
    assert after.digest() == before.digest()
    assert conditions(after, key=b"", tier="A") != conditions(before, key=b"", tier="A")
    assert base_digest(after) != base_digest(before)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('call = "fit"', 'call = "fit it"', "early_stop.toml: Expected `str` matching regex"),
        ('call = "fit"', 'call = "fit"\nnetwork = 0', "the rule of trained: it says how the run is followed"),
        ('update = "step"', "", "the rule of trained: it says how the run is followed"),
        ("[10, 0.45]", "[20, 0.45]", "the rule of trained: floors: the numbers rise, and are below `whole`, 100"),
        ("[20, 0.6]", "[100, 0.9]", "the rule of trained: floors: the numbers rise"),
        ("[20, 0.6]", "[20, 1.6]", "Expected `float` <= 1.0"),
        (RULE, RULE + RULE, "two rules are of one run"),
        (RULE, "[[rule]", "not valid TOML"),
    ],
)
def test_what_is_wrong_with_a_rule_is_one_line(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = tmp_path / "early_stop.toml"
    path.write_text(RULE.replace(old, new))
    with pytest.raises(CourseError) as found:
        read_rules(path)
    assert words in str(found.value)
    assert str(path) in str(found.value)
    assert "\n" not in str(found.value).strip()
