"""What lies in the folder where a command is given is never imported: it may be what students have handed in."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.batch.judging import JudgeProcess
from grader.judge.limits import benchmark

HANDED_IN = "import os, pathlib\n(pathlib.Path(__file__).parent / 'it_ran').touch()\nos._exit(1)\n"


@pytest.fixture
def submissions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("numpy", "msgspec", "json", "grader"):
        (tmp_path / f"{name}.py").write_text(HANDED_IN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_by_the_benchmark(submissions: Path) -> None:
    assert benchmark() > 0
    assert not (submissions / "it_ran").exists()


def test_by_a_judge_of_a_cluster(submissions: Path, tmp_path: Path) -> None:
    """What it is asked first is nonsense, so it ends, having imported all that it needs."""
    with pytest.raises(EOFError):
        JudgeProcess(b"\xc1", tmp_path / "work")
    assert not (submissions / "it_ran").exists()
