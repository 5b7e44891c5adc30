"""What there is to measure: each row of each table of `experiments/` with each seed, and what its numbers rest on."""

from __future__ import annotations

import ast
import hashlib
import importlib
import importlib.util
import inspect
import io
import json
import sys
import tokenize
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from experiments import Settings, Table

ROOT = Path(__file__).parents[1]
BENCH = Path(__file__).resolve().parent
EXPERIMENTS = BENCH / "experiments"
SLUGS = ("mlp_numpy", "autodiff", "cnn", "multires_cnn", "mnist_scratch", "moons", "cnn_transfer")


@dataclass(frozen=True)
class Measurement:
    """One row of one table with one seed."""

    slug: str
    table: Table
    settings: Settings
    seed: int

    @property
    def key(self) -> str:
        return f"{self.slug} · {self.table.title} · {named(self.settings)} · seed {self.seed}"

    @property
    def digest(self) -> str:
        """Of what the numbers come from: the model answer, how it is measured, and the settings."""
        parts = (
            *map(_computing, (reference_file(self.slug).read_text(encoding="utf-8"), *_measuring(self.table.run))),
            json.dumps(dict(self.settings), sort_keys=True),
        )
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _measuring(function: Callable[..., Any]) -> Iterator[str]:
    """The source of a function, and of all of our functions and constants that it rests on; not of tables and texts."""
    seen: set[int] = set()
    waiting: list[Any] = [function]
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield inspect.getsource(one)
        own = vars(sys.modules[one.__module__])
        for name in sorted(
            {node.id for node in ast.walk(ast.parse(inspect.getsource(one))) if isinstance(node, ast.Name)}
        ):
            value = own.get(name)
            if inspect.isfunction(value) and Path(inspect.getfile(value)).is_relative_to(BENCH):
                waiting.append(value)
            elif isinstance(value, (str, int, float, tuple, dict)):
                yield f"{name} = {value!r}"


def _computing(source: str) -> str:
    """Its lines without comments and docstrings, which compute nothing.

    Lines and not the syntax tree, whose text is another in each version of Python: what one machine has measured is
    looked at on others.
    """
    lines = source.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            said = node.body[0]
            lines[said.lineno - 1 : said.end_lineno] = [""] * (1 + (said.end_lineno or said.lineno) - said.lineno)
    return "\n".join(line.rstrip() for line in lines if line.strip())


def present() -> list[str]:
    """The assignments that have experiments, in the order of the course."""
    return [slug for slug in SLUGS if (EXPERIMENTS / f"{slug}.py").exists()]


def measurements(slugs: Sequence[str]) -> Iterator[Measurement]:
    """The first seed of every row first, so that a run that is stopped has something to say on each."""
    every = [
        Measurement(slug, table, settings, seed)
        for slug in slugs
        for table in tables(slug)
        for settings in table.rows
        for seed in range(table.seeds)
    ]
    yield from sorted(every, key=lambda one: one.seed)


def reference_file(slug: str) -> Path:
    (file,) = (ROOT / "reference" / slug).glob("*.py")
    return file


def reference_of(slug: str) -> ModuleType:
    file = reference_file(slug)
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[file.stem] = module
    spec.loader.exec_module(module)
    return module


def tables(slug: str) -> Sequence[Table]:
    module = importlib.import_module(f"experiments.{slug}")
    tables: Sequence[Table] = module.TABLES
    return tables


def setting(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def named(settings: Settings) -> str:
    return ", ".join(f"{name} {setting(value)}" for name, value in settings.items())
