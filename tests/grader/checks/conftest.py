from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.remote.loopback import bind

Bind = Callable[[str], Any]


@pytest.fixture
def bound(tmp_path: Path) -> Bind:
    """Source to a submission bound in this process, through encoder and decoder as in the sandbox."""

    def make(source: str) -> Any:
        path = tmp_path / "handed_in.py"
        path.write_text("import numpy as np\n" + textwrap.dedent(source), encoding="utf-8")
        return bind(path).module

    return make
