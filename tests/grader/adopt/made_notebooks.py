"""Notebooks as instructors of other graders write them, and as students hand them in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Cell = dict[str, Any]


def code(source: str, *, shows: str = "", prints: str = "", **metadata: Any) -> Cell:
    outputs: list[dict[str, Any]] = []
    if prints:
        outputs.append({"output_type": "stream", "name": "stdout", "text": prints})
    if shows:
        data = {"text/plain": shows}
        outputs.append({"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1})
    return {"cell_type": "code", "source": source, "metadata": metadata, "outputs": outputs, "execution_count": None}


def text(source: str, **metadata: Any) -> Cell:
    return {"cell_type": "markdown", "source": source, "metadata": metadata}


def raw(source: str) -> Cell:
    return {"cell_type": "raw", "source": source, "metadata": {}}


def graded(cell: Cell, name: str, *, points: float = 0, solution: bool = False, task: bool = False) -> Cell:
    """The cell with nbgrader's metadata: a test, a solution, an answer that a person grades, or a task."""
    told = {
        "grade_id": name,
        "grade": points > 0 and not task,
        "solution": solution,
        "task": task,
        "locked": not solution,
        "schema_version": 3,
    }
    if points:
        told["points"] = points
    return {**cell, "metadata": {"nbgrader": told}}


def write(path: Path, cells: Sequence[Cell], metadata: Mapping[str, Any] | None = None) -> Path:
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    found = {"nbformat": 4, "nbformat_minor": 4, "metadata": {**kernel, **(metadata or {})}, "cells": list(cells)}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found), encoding="utf-8")
    return path


def filled(notebook: Path, path: Path, **texts: str) -> Path:
    """What a student hands in: the notebook, with the cells that begin with a key replaced by its text."""
    found = json.loads(notebook.read_text(encoding="utf-8"))
    left = dict(texts)
    for cell in found["cells"]:
        source = "".join(cell["source"])
        for key in [key for key in left if source.startswith(key)]:
            cell["source"] = left.pop(key)
    assert not left, f"no cell begins with {sorted(left)}"
    path.write_text(json.dumps(found), encoding="utf-8")
    return path
