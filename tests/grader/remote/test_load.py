"""What of a student's file is broken costs only itself."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import pytest

from grader.remote.load import Manner, load
from grader.remote.loopback import bind


def broken(source: str, forbidden: tuple[str, ...] = ()) -> list[tuple[str, int, tuple[str, ...]]]:
    loaded = load(source, "student.py", "_broken_student", Manner(forbidden))
    return [(one.kind, one.line, one.names) for one in loaded.broken]


def test_a_whole_file_has_nothing_broken() -> None:
    assert broken("import math\n\n\ndef f():\n    return math.pi\n") == []


def test_a_statement_that_raises_costs_what_it_would_have_bound() -> None:
    source = "import numpy\nx = 1 / 0\nfrom nowhere import a as b, c\ny = 2\n"
    assert broken(source) == [("exception", 2, ("x",)), ("exception", 3, ("b", "c"))]


def test_a_forbidden_import_is_told_apart() -> None:
    assert broken("import torch_of_old.nn\n", ("torch_of_old",)) == [("forbidden", 1, ("torch_of_old",))]


@pytest.mark.parametrize(
    "lines",
    [
        "def bad(x:\n    return x",
        "def bad(x):\n    return (x",
        "def bad(x):\nreturn x",
        "def bad(x):\n    if x\n        return x\n    return 0",
        "def bad(x):\n    return x +",
        "def bad(x)\n    return x",
    ],
)
def test_a_function_that_does_not_parse_costs_itself(lines: str) -> None:
    source = f"import math\n\ndef first():\n    return 1\n\n{lines}\n\ndef last():\n    return math.floor(2.5)\n"
    loaded = load(source, "student.py", "_salvaged_student")
    assert [one.kind for one in loaded.broken] == ["syntax"]
    assert "bad" in loaded.broken[0].names
    assert (loaded.module.first(), loaded.module.last()) == (1, 2)
    with pytest.raises(SyntaxError, match="bad cannot be read: line"):
        loaded.module.bad(1)


def test_lines_of_tracebacks_are_those_of_the_file() -> None:
    loaded = load("def bad(:\n    pass\n\ndef f():\n    raise ValueError\n", "student.py", "_lines_student")
    with pytest.raises(ValueError) as raised:  # noqa: PT011 - its line is looked at
        loaded.module.f()
    assert raised.traceback[-1].lineno == 4  # counted from 0


def test_leaving_at_import_costs_its_statement() -> None:
    assert broken("import sys\nsys.exit(3)\nx = 1\n") == [("exception", 2, ())]


def test_an_interrupt_while_a_file_is_loaded_here_is_the_users(tmp_path: Path) -> None:
    (tmp_path / "student.py").write_text("import time\ntime.sleep(20)\n")
    stop = threading.Timer(0.2, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT))
    stop.start()
    with pytest.raises(KeyboardInterrupt):
        bind(tmp_path / "student.py", name="_interrupted_student")
    stop.join()


def test_a_class_that_answers_nothing_does_not_spoil_the_report(tmp_path: Path) -> None:
    """isinstance asks the object itself for its class."""
    path = tmp_path / "student.py"
    path.write_text(
        "class Meta(type):\n    def __getattribute__(cls, name):\n        raise RuntimeError(name)\n\n\n"
        "class Silent(metaclass=Meta):\n    pass\n\n\ndef f():\n    return 5\n",
        encoding="utf-8",
    )
    session = bind(path, name="_silent_student")
    assert {name for name in session.report.names if name in ("Silent", "f")} == {"Silent", "f"}
    assert session.module.f() == 5
