"""Which functions the tests that train come to, as the reference tells it, and what is left to judge by them."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_course import HIDDEN, REFERENCE, write_course
from test_mutate_run import TRAINED, fates, report

from grader.mutate.reach import functions, telling, told

SOURCE = '''\
"""A file with all kinds of functions."""

from __future__ import annotations


def outer(x: Later) -> int:
    """One in another."""

    def inner(y):
        return y + 1

    return inner(x)


def drawn(count):
    yield from range(count)


async def awaited():
    return 1


class Shape:
    sides = 4

    def __init__(self):
        super().__init__()

    if sides:

        def area(self, side):
            return side**2


def never():
    return Shape().area(3)
'''

SEPARATE = REFERENCE.replace("total(np.asarray(x) * (epoch + 1))", "2 * float(np.asarray(x).sum()) * (epoch + 1)")
"""history does not call total"""


def test_each_function_tells_its_name_once_and_does_what_it_did(capfd: pytest.CaptureFixture[str]) -> None:
    space: dict[str, object] = {}
    exec(telling(SOURCE), space)  # noqa: S102  the source is above
    assert told(SOURCE, [capfd.readouterr().out]) == frozenset()
    calls = {"outer(1)": 2, "outer(2)": 3, "list(drawn(2))": [0, 1], "drawn(2) is None": False}
    assert {call: eval(call, space) for call in calls} == calls
    printed = capfd.readouterr().out
    assert told(SOURCE, [printed]) == {"outer", "outer.inner", "drawn"}
    assert printed.count("<reached outer>") == 1
    assert eval("never()", space) == 9
    assert told(SOURCE, [printed, capfd.readouterr().out]) == functions(SOURCE) - {"awaited"}
    assert eval("outer.__doc__", space) == "One in another."


def test_names_are_found_among_other_output() -> None:
    assert told(SOURCE, ["epoch 1<reached a>", "\n<reached b.c>\nmore", "<reached d>"]) == {"b.c", "d"}


def test_where_output_may_have_been_cut_every_function_counts_as_reached() -> None:
    assert told(SOURCE, ["<reached drawn>", "epoch\n" * 10_000]) == functions(SOURCE)


def test_what_no_training_comes_to_is_decided_without_it(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    counting = f'    from pathlib import Path\n\n    Path("{runs}").open("a").write("x")\n'
    hidden = TRAINED.replace('    """One total an epoch"""\n', f'    """One total an epoch"""\n{counting}')
    assert hidden != TRAINED
    blind = hidden.replace('    check_close(submission.total(x), 2 * x.sum(), name="total")\n', "")
    write_course(tmp_path, hidden=blind, reference=SEPARATE)
    done, found = report(tmp_path, "--function", "total")
    assert (done.returncode, set(fates(found).values())) == (1, {"unexplained"})
    assert len(found["rows"]) > 2
    assert runs.read_text() == "x"  # the reference's
    _, found = report(tmp_path, "--function", "history")
    assert "killed" in fates(found).values()
    assert len(runs.read_text()) == 1 + len(found["rows"])


def test_what_training_comes_to_by_way_of_another_function_is_judged_by_it(tmp_path: Path) -> None:
    blind = TRAINED.replace(HIDDEN[HIDDEN.index("    check_close(submission.total") :].split("\n", 1)[0], "    pass")
    write_course(tmp_path, hidden=blind)
    done, found = report(tmp_path, "--function", "total", "--operator", "sum-mean")
    assert (done.returncode, {row["killed_by"] for row in found["rows"]}) == (0, {"test_history"})
