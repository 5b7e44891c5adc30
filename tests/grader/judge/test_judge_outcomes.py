"""One submission whose every function is wrong in a way of its own: each costs its own test and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_course import ONE_PART, SETTINGS, Grader, by_id, one_test, write_course

from grader.course import Assignment
from grader.judge.grade import Grade, Outcome

# function → its source, the status of its test, and words of the message
WRONG: dict[str, tuple[str, str, str]] = {
    "right": ("return 2 * x", "passed", ""),
    "wrong": ("return 3 * x", "failed", "wrong"),
    "half": ("return 2 * x[:1]", "failed", "shape"),
    "nothing": ("pass", "failed", "None"),
    "text": ("return 'seven'", "failed", "text"),
    "number": ("return 2.0", "failed", "shape"),
    "thing": ("return object()", "failed", "object"),
    "raising": ("raise ValueError('my own words')", "error", "raised ValueError: my own words (line"),
    "missing": ("", "failed", "missing"),
    "unwritten": ("raise NotImplementedError('Part 1: write it')", "failed", "not written yet: Part 1: write it"),
    "unnamed": ("raise NotImplementedError", "failed", "not written yet: unnamed"),
    "recursive": ("return recursive(x)", "error", "RecursionError"),
    "endless": ("while True: pass", "timeout", "stopped at the time limit of 1 s"),
    "sleeping": ("import time; time.sleep(60)", "timeout", "stopped at the time limit of 1 s"),
    "leaving": ("import os; os._exit(0)", "crashed", "ended itself with exit status 0"),
    "quitting": ("raise SystemExit(0)", "error", "SystemExit"),
    "interrupting": ("raise KeyboardInterrupt", "error", "KeyboardInterrupt"),
    "dying": ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "crashed", "SIGSEGV"),
    "hoarding": (
        "return np.ones(1 << 28) * 2",
        "memory",
        "stopped at the memory limit of 384 MiB: Unable to allocate 2.00 GiB",
    ),
    "piling": (
        "a = [x]\n    while True: a.append(bytearray(1 << 26))",
        "memory",
        "stopped at the memory limit of 384 MiB",
    ),
    "sharing_out": (
        "import os, time\n    for _ in range(2): os.fork()\n    a = bytearray(130 << 20)\n    time.sleep(60)",
        "memory",
        "stopped at the memory limit of 384 MiB",
    ),
    "huge": ("return np.zeros((1 << 28) + 1, np.uint8)", "limit", "at most 256 MiB can be handed over"),
    "chatting": (
        "import os\n    for n in range(3, 40):\n        try: os.write(n, b'\\xff' * 4096)\n"
        "        except OSError: pass\n    return 2 * x",
        "protocol",
        "answer",
    ),
    "closing": ("import os\n    os.closerange(3, 100)\n    return 2 * x", "crashed", ""),
    "forbidden": ("import torch\n    return 2 * x", "forbidden", "No module named 'torch'"),
    "absent": ("import pandas\n    return 2 * x", "error", "No module named 'pandas'"),
    "forking": (
        "import os\n    while True:\n        if os.fork() == 0: import time; time.sleep(60)",
        "limit",
        "stopped at the limit of 8 processes and threads",
    ),
    "threading": (
        "import threading, time\n    for _ in range(99): threading.Thread(target=time.sleep, args=(9,)).start()",
        "limit",
        "stopped at the limit of 8 processes and threads",
    ),
    "filling": (
        "open('big', 'wb').write(bytes(9 << 20))",
        "limit",
        "stopped at the limit of 8 MiB and 4,096 files on the disk",
    ),
    "littering": (
        "for n in range(5000): open(f'{n}', 'w').close()",
        "limit",
        "stopped at the limit of 8 MiB and 4,096 files on the disk",
    ),
    "opening": (
        "files = [open('/dev/null') for _ in range(300)]",
        "limit",
        "stopped at the limit of 256 open files",
    ),
    "flooding": (
        "import os\n    while True: os.write(1, bytes(1 << 16))",
        "limit",
        "stopped at the output limit of 16 MiB",
    ),
    "long": ("raise ValueError('long ' * 1000000)", "error", "characters)"),
    "unprintable": ("raise Silent()", "error", "Silent"),
    "partial": ("return 2 * x + 1", "partial", "somewhat"),
    "skipped": ("return 2 * x", "skipped", "not this year"),
    "dataless": ("return 2 * x", "not_run", "atlantis"),
}

HIDDEN = """
import numpy as np
import pytest
from grader.checks import CheckFailure, check_close, check_shape
from grader.judge import points
from grader.judge.bench import NotRun

X = np.array([1.0, 2.0, 3.0])
"""
ONE = '''

@points(1, part="All", of="{name}")
def test_{name}(submission):
    """{name}"""
    {before}
    check_close(submission.{name}(X), 2 * X, name="{name}")
'''
BEFORE = {
    "partial": "raise CheckFailure('somewhat', earned=0.25)",
    "skipped": "pytest.skip('not this year')",
    "dataless": "raise NotRun('atlantis is not on this machine')",
}
SUBMISSION = """
import numpy as np

class Silent(Exception):
    def __str__(self):
        raise RuntimeError("nothing to say")

"""


def settings() -> str:
    start, end = SETTINGS.index("[[parts]]"), SETTINGS.index("[limits]")
    parts = f'[[parts]]\nname = "All"\npoints = {len(WRONG)}\n\n[packages]\nforbidden = ["torch"]\n\n'
    names = ", ".join(f'"{name}"' for name in WRONG)
    whole = (SETTINGS[:start] + parts + SETTINGS[end:]).replace("test = 5", "test = 1\noutput_mb = 16")
    whole = whole.replace("memory_mb = 512", "memory_mb = 384")  # filled in a fraction of the second
    return whole.replace('"double", "total", "history"', names)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    tests = "".join(ONE.format(name=name, before=BEFORE.get(name, "")) for name in WRONG)
    reference = SUBMISSION + "".join(f"def {name}(x):\n    return 2 * x\n\n" for name in WRONG)
    return write_course(
        tmp_path_factory.mktemp("course"), hidden=HIDDEN + tests, settings=settings(), reference=reference
    )


@pytest.fixture(scope="module")
def grade(course: Assignment, graded: Grader) -> Grade:
    bodies = {name: body for name, (body, _, _) in WRONG.items() if body}
    return graded(course, SUBMISSION + "".join(f"def {name}(x):\n    {body}\n\n" for name, body in bodies.items()))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("x -= 1\n    return x", "x = x - y makes a new array"),
        ("y = np.broadcast_to(x, (2, 3))\n    y += 1", "np.broadcast_to"),
        ("return x.tolist() - 1", "np.asarray"),
        ("return x.tolist().shape", "np.asarray"),
        ("return x.tolist()[x > 1]", ""),
        ("raise ValueError('my own words')", ""),
        ("pass", "was a return forgotten?"),
        ("import os; os._exit(0)", ""),
    ],
)
def test_an_exception_has_its_usual_reason(tmp_path: Path, graded: Grader, body: str, words: str) -> None:
    body_of_test = """
    x = np.array([1.0, 2.0, 3.0])
    x.flags.writeable = False
    check_close(submission.f(x), 2 * x, name="f")
    """
    course = write_course(tmp_path, hidden=one_test(body_of_test), settings=ONE_PART)
    probe = f"import numpy as np\n\ndef f(x):\n    x.flags.writeable = False\n    {body}\n"
    (outcome,) = graded(course, probe).tests
    assert outcome.status != "passed"
    assert words in outcome.hint
    assert bool(outcome.hint) == bool(words)


PROPERTY = '''
from grader.checks import check_close
from grader.judge import points


@points(4, part="All", of="f")
def test_two(submission):
    """Two"""
    check_close(submission.f([1.0, 2.5]), 3.5, name="f")


@points(3, part="All", of="f", hint="is one number enough?")
def test_one(submission):
    """One"""
    check_close(submission.f([1.25]), 1.25, name="f")


@points(3, part="All", of="g", needs=["f"], hint="is one enough for g?")
def test_g(submission):
    """One"""
    check_close(submission.g([1.25]), 2.5, name="g")
'''


@pytest.mark.parametrize(
    ("source", "hints"),
    [
        ("def f(x):\n    return x[0] + x[1]", {"test_one": "is one number enough?"}),
        ("def f(x):\n    return sum(x) if len(x) > 1 else 7.3", {"test_one": "is one number enough?"}),
        ("def f(x):\n    return sum(x) if len(x) > 1 else None", {"test_one": "f is None: was a return forgotten?"}),
        ("def f(x):\n    if len(x) > 1:\n        return sum(x)\n    raise NotImplementedError", {}),
        ("def f(x):\n    return x[0] * 7 + 0.1", {}),  # nothing of f is right: it is not about that property
        ("def f(x):\n    return sum(x) if len(x) > 1 else nothing", {}),
    ],
)
def test_a_test_of_one_property_has_a_hint_where_the_rest_of_the_function_is_right(
    tmp_path: Path, graded: Grader, source: str, hints: dict[str, str]
) -> None:
    course = write_course(tmp_path, hidden=PROPERTY, settings=ONE_PART)
    grade = graded(course, f"{source}\n\ndef g(x):\n    return 2 * f(x)\n")
    assert {test.id: test.hint for test in grade.tests if test.hint} == hints
    assert by_id(grade)["test_g"].status != "passed"


@pytest.mark.parametrize("name", WRONG)
def test_each_fault_has_its_status_and_its_words(grade: Grade, name: str) -> None:
    _, status, words = WRONG[name]
    found: Outcome = by_id(grade)[f"test_{name}"]
    assert (found.status, found.follows_from) == (status, None), found.message
    assert words in found.message
    assert len(found.message) < 600
    assert found.points == {"passed": 1, "partial": 0.25}.get(status, 0)


def test_every_test_is_in_the_grade_and_the_score_is_their_sum(grade: Grade) -> None:
    assert [test.id for test in grade.tests] == [f"test_{name}" for name in WRONG]
    assert (grade.score, grade.max_score) == (1.25, len(WRONG))


def test_memory_at_its_most_is_in_the_grade(grade: Grade) -> None:
    tests = by_id(grade)
    assert 250 < tests["test_piling"].peak_memory_mb < 460
    assert tests["test_sharing_out"].peak_memory_mb > 300
    assert 0 < tests["test_right"].peak_memory_mb < 200


def test_what_happened_to_the_sandbox_is_in_the_grade(grade: Grade) -> None:
    started, run, *events = grade.sandbox_log
    assert started.event.startswith(f"started, tier {grade.isolation}: at most {grade.memory_limit_mb:g} MiB of memory")
    assert run.event == "the file was run; each test gets a fork of that process"
    said = {event.test: event.event for event in events}
    expected = {
        "sleeping": "was ended while it was at work",
        "leaving": "ended with status 0",
        "dying": "ended by SIGSEGV",
        "sharing_out": "was over its limit on memory",
    }
    assert {name: said[f"test_{name}"] for name in expected} == {
        name: f"the test's process {words}" for name, words in expected.items()
    }
    assert not said.keys() & {f"test_{name}" for name in ("right", "wrong", "raising", "partial")}
    assert list(map(repr, events)) == [repr(event) for event in sorted(events, key=lambda event: event.seconds)]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("while True: pass", "stopped at the limit of 0.3 s for one call"),
        ("time.sleep(60)", "stopped at the limit of 0.3 s for one call"),
        ("end = time.process_time() + 0.15\n    while time.process_time() < end: pass\n    return 2 * x", ""),
    ],
)
def test_one_call_can_have_a_limit_of_its_own(tmp_path: Path, graded: Grader, body: str, words: str) -> None:
    """Four calls of 0.15 s each are over it together, and none of them is."""
    hidden = one_test("for _ in range(4):\n    check_close(submission.f(2.0), 4.0, name='f')")
    course = write_course(tmp_path, hidden=hidden, settings=f"{ONE_PART}call = 0.3\n")
    (found,) = graded(course, f"import time\ndef f(x):\n    {body}\n").tests
    assert (found.status, found.message) == ("timeout" if words else "passed", words)


@pytest.mark.parametrize(
    ("statement", "status", "words"),
    [
        ("import os\nwhile True: os.write(1, bytes(1 << 16))", "limit", "was stopped at the output limit of 256 MiB"),
        (
            "import os, time\nfor _ in range(2): os.fork()\nheld = bytearray(200 << 20)\ntime.sleep(60)",
            "memory",
            "was stopped at the memory limit of 512 MiB",
        ),
    ],
)
def test_a_limit_reached_when_the_file_is_run(
    tmp_path: Path, graded: Grader, statement: str, status: str, words: str
) -> None:
    course = write_course(tmp_path, hidden=one_test("submission.f(1)"), settings=ONE_PART)
    (found,) = graded(course, f"{statement}\ndef f(x):\n    return x\n").tests
    assert found.status == status, found.message
    assert found.message.startswith("running small.py itself ")
    assert words in found.message


def test_a_helper_that_the_kernel_killed_for_memory_is_the_memory_limit(tmp_path: Path, graded: Grader) -> None:
    """In tier A the kernel takes the largest process; the one that was called goes on, and answers something."""
    source = """
    import os
    def f(x):
        pid = os.fork()
        if pid == 0:
            held = [bytearray(1 << 20) for _ in range(490)]
            if os.fork() == 0:
                held = [bytes(one) for one in held] + held
            os._exit(len(held) & 1)
        kept = bytearray(200 << 20)
        os.waitpid(pid, 0)
        return None
    """
    course = write_course(tmp_path, hidden=one_test("check_close(submission.f(1.0), 1.0, name='f')"), settings=ONE_PART)
    (found,) = graded(course, source).tests
    assert (found.status, found.message) == ("memory", "stopped at the memory limit of 512 MiB")


def test_the_instructor_is_told_the_line_of_the_test(tmp_path: Path, graded: Grader) -> None:
    """Its own, not that of a library which it calls."""
    hidden = one_test("np.testing.assert_allclose(submission.f(), 2)  # here", before="import numpy as np")
    course = write_course(tmp_path, hidden=hidden, settings=ONE_PART)
    (test,) = graded(course, "def f(): return 3\n").tests
    number = 1 + next(n for n, line in enumerate(course.hidden_tests[0].read_text().splitlines()) if "# here" in line)
    line = "np.testing.assert_allclose(submission.f(), 2)  # here"
    assert test.detail.endswith(f"\ntest_hidden.py:{number}: {line}")


def test_an_object_where_a_value_is_due_is_said_in_the_student_s_words(tmp_path: Path, graded: Grader) -> None:
    body = "    assert float(np.mean(submission.f(3))) == 3\n"
    course = write_course(tmp_path, hidden=one_test(body), settings=ONE_PART, reference="def f(x): return x\n")
    (only,) = graded(course, "class Own:\n    pass\n\n\ndef f(x):\n    return Own()\n").tests
    assert only.message == "what came back cannot be used: <a Own of the submission> is no array here"
    assert "remote.fetch" in only.detail  # for who wrote the test
