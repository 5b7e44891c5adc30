"""What the model answers reach: measures bench/experiments, and writes docs/results.md.

    python bench/results.py [SLUG…] [--table WORD] [--slots N] [--again] [--minutes N] [--device cuda]
    python bench/results.py --check      # is docs/results.md what docs/results.json says?
    python bench/results.py --render     # write it anew, and measure nothing

One measurement is one row of a table with one seed, in a process of its own on one thread. It is kept in
docs/results.json as soon as it is done, so a run that is stopped goes on where it was; what a later change of the
model answer or of the experiment makes old is measured again, and is marked until then. With an accelerator named by
`--device` the networks whose experiment places them are trained there, and the page says so.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import importlib
import importlib.util
import inspect
import io
import json
import os
import platform
import statistics
import sys
import time
import tokenize
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from importlib import metadata
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType
from typing import Any

from experiments import Goal, Lead, Settings, Table, placed

from grader.data.backbone import check_device
from grader.data.cache import cache_root
from grader.errors import DataError
from grader.writing import write_whole

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "docs" / "results.json"
PAGE = ROOT / "docs" / "results.md"
BENCH = Path(__file__).resolve().parent
EXPERIMENTS = BENCH / "experiments"
SLUGS = ("mlp_numpy", "autodiff", "cnn", "multires_cnn", "mnist_scratch", "moons", "cnn_transfer")
HEAD = """# What the model answers reach

Measured by `make results`, which runs `bench/experiments/` and writes this page; never written by hand. Every figure is
the mean over the seeds 0, 1, … and, behind ±, their standard deviation. Choices were made on validation images; the
published test set was looked at for these tables only. CPU time is that of one thread, of a whole measurement with the
reading of the data, while other work ran on the machine; where GPU stands behind it, the network was trained on one, by
`--device cuda`.
"""


@dataclass(frozen=True)
class Measurement:
    """One row of one table with one seed."""

    slug: str
    table: Table
    settings: Settings
    seed: int

    @property
    def key(self) -> str:
        return f"{self.slug} · {self.table.title} · {_named(self.settings)} · seed {self.seed}"

    @property
    def digest(self) -> str:
        """Of what the numbers come from: the model answer, how it is measured, and the settings."""
        parts = (
            *map(_computing, (_reference_file(self.slug).read_text(encoding="utf-8"), *_measuring(self.table.run))),
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


def main() -> int:
    arguments = _arguments()
    present = _present()
    if unknown := [slug for slug in arguments.slugs if slug not in present]:
        print(f"no experiments for {unknown[0]!r}; there are some for {', '.join(present)}", file=sys.stderr)
        return 2
    slugs = arguments.slugs or present
    kept = _kept()
    if arguments.check:
        if PAGE.exists() and PAGE.read_text(encoding="utf-8") == _page(kept):
            return 0
        print(f"{PAGE.relative_to(ROOT)} is not what bench/results.py --render writes", file=sys.stderr)
        return 1
    if arguments.render:
        _write_page(kept)
        return 0
    chosen = [one for one in _measurements(slugs) if arguments.table.casefold() in one.table.title.casefold()]
    if not chosen:
        print(f"no table has {arguments.table!r} in its title", file=sys.stderr)
        return 2
    try:
        check_device(arguments.device)
    except DataError as error:
        print(f"--device: {error}", file=sys.stderr)
        return 2
    wanted = [one for one in chosen if arguments.again or kept.get(one.key, {}).get("digest") != one.digest]
    good = _measure(wanted, slots=arguments.slots, minutes=arguments.minutes, device=arguments.device)
    return 0 if good else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("slugs", nargs="*", metavar="SLUG", help="assignments; all without any")
    parser.add_argument("--table", default="", metavar="WORD", help="only tables with WORD in their title")
    parser.add_argument("--slots", type=_positive, default=min(2, os.cpu_count() or 1), help="processes at once")
    parser.add_argument("--minutes", type=_positive, default=10**9, help="begin nothing after so long")
    parser.add_argument("--device", default="cpu", metavar="NAME", help="torch's name of an accelerator to train on")
    parser.add_argument("--again", action="store_true", help="measure what is kept, too")
    parser.add_argument("--check", action="store_true", help="measure nothing; exit 1 when the page is not up to date")
    parser.add_argument("--render", action="store_true", help="measure nothing; write the page")
    return parser.parse_args()


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return int(text)


def _measurements(slugs: Sequence[str]) -> Iterator[Measurement]:
    """The first seed of every row first, so that a run that is stopped has something to say on each."""
    every = [
        Measurement(slug, table, settings, seed)
        for slug in slugs
        for table in _tables(slug)
        for settings in table.rows
        for seed in range(table.seeds)
    ]
    yield from sorted(every, key=lambda one: one.seed)


def _measure(wanted: Sequence[Measurement], *, slots: int, minutes: int, device: str = "cpu") -> bool:
    """Whether all went well; what fails is said, and the rest goes on."""
    # read when NumPy and torch are loaded, which the children do
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    begin = time.monotonic()
    pool = ProcessPoolExecutor(slots, mp_context=get_context("spawn"), max_tasks_per_child=1)
    waiting = list(reversed(wanted))
    running: dict[Future[dict[str, Any]], Measurement] = {}
    good = True
    try:
        while waiting or running:
            while waiting and len(running) < slots and time.monotonic() - begin < 60 * minutes:
                one = waiting.pop()
                running[pool.submit(_one, one.slug, one.table.title, dict(one.settings), one.seed, device)] = one
            if not running:
                print(f"{len(waiting)} of {len(wanted)} measurements are left for another run")
                return good
            done = next(as_completed(running))
            one = running.pop(done)
            try:
                found = done.result()
            except Exception as error:  # noqa: BLE001  whatever an experiment raises is its own affair
                print(f"{one.key}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
                good = False
                continue
            _write({**_kept(), one.key: found})  # read anew: another run may have added to it
            numbers = ", ".join(f"{name} {_shown(name, value)}" for name, value in found["numbers"].items())
            print(f"{one.key}: {numbers} ({found['cpu_seconds']:.0f} CPU s)", flush=True)
        return good
    finally:
        pool.shutdown(cancel_futures=True)


def _one(slug: str, title: str, settings: dict[str, Any], seed: int, device: str) -> dict[str, Any]:
    """In a process of its own."""
    placed.device = device
    if "torch" in (names := _uses(slug)):
        importlib.import_module("torch").set_num_threads(1)
    (table,) = (table for table in _tables(slug) if table.title == title)
    digest = Measurement(slug, table, settings, seed).digest  # of what is imported here, whatever is edited meanwhile
    numbers = table.measure(reference_of(slug), settings, seed, models=cache_root() / "models" / slug)
    return {
        "digest": digest,
        "numbers": {name: round(float(value), 6) for name, value in numbers.items()},
        "cpu_seconds": round(time.process_time(), 1),
        "cores": os.cpu_count(),
        **({"device": _device_name(device)} if placed.used and device != "cpu" else {}),
        "versions": {"python": platform.python_version(), **{name: metadata.version(name) for name in names}},
    }


def _device_name(device: str) -> str:
    module = importlib.import_module("torch").get_device_module(device)
    return str(module.get_device_name() if hasattr(module, "get_device_name") else device)


def _present() -> list[str]:
    """The assignments that have experiments, in the order of the course."""
    return [slug for slug in SLUGS if (EXPERIMENTS / f"{slug}.py").exists()]


def _uses(slug: str) -> list[str]:
    source = _reference_file(slug).read_text(encoding="utf-8")
    return ["numpy", *(name for name in ("torch", "torchvision") if f"import {name}" in source)]


def _reference_file(slug: str) -> Path:
    (file,) = (ROOT / "reference" / slug).glob("*.py")
    return file


def reference_of(slug: str) -> ModuleType:
    file = _reference_file(slug)
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[file.stem] = module
    spec.loader.exec_module(module)
    return module


def _tables(slug: str) -> Sequence[Table]:
    module = importlib.import_module(f"experiments.{slug}")
    tables: Sequence[Table] = module.TABLES
    return tables


def _write(kept: Mapping[str, Any]) -> None:
    text = json.dumps(kept, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    write_whole(KEPT, text.encode("utf-8"))
    _write_page(kept)


def _write_page(kept: Mapping[str, Any]) -> None:
    write_whole(PAGE, _page(kept).encode("utf-8"))


def _kept() -> dict[str, Any]:
    try:
        found = json.loads(KEPT.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise SystemExit(f"{KEPT.relative_to(ROOT)}: {error}; get it back from the repository") from error
    if not isinstance(found, dict):
        raise SystemExit(f"{KEPT.relative_to(ROOT)} is no JSON object; get it back from the repository")
    return found


def _page(kept: Mapping[str, Any]) -> str:
    lines = [HEAD, *_machines(kept)]
    for slug in _present():
        lines += ["", f"## `{slug}`", ""]
        doc = importlib.import_module(f"experiments.{slug}").__doc__ or ""
        lines += [doc.strip(), "", f"    python bench/results.py {slug}"]
        for table in _tables(slug):
            lines += ["", f"### {table.title}", "", table.text, "", *_rendered(slug, table, kept)]
    return "\n".join(lines) + "\n"


def _machines(kept: Mapping[str, Any]) -> list[str]:
    shown = [kept[one.key] for one in _measurements(_present()) if one.key in kept]
    said = set()
    for one in shown:
        parts = [f"{one['cores']} cores", *([one["device"]] if "device" in one else [])]
        said.add(", ".join([*parts, *(f"{name} {version}" for name, version in sorted(one["versions"].items()))]))
    return [f"- {text}" for text in sorted(said)]


def _rendered(slug: str, table: Table, kept: Mapping[str, Any]) -> Iterator[str]:
    columns = list(dict.fromkeys(name for row in table.rows for name in row))
    # a setting that never changes is said once, above the table
    varied = [name for name in columns if len({str(row.get(name)) for row in table.rows}) > 1] or columns[:1]
    fixed = [name for name in columns if name not in varied]
    if fixed:
        yield "All with " + ", ".join(f"{name} {_setting(table.rows[0][name])}" for name in fixed) + "."
        yield ""
    found = {index: _found(slug, table, row, kept) for index, row in enumerate(table.rows)}
    numbers = list(dict.fromkeys(name for ones in found.values() for one in ones for name in one["numbers"]))
    head = [*varied, *numbers, "seeds", "CPU s"]
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    old = False
    for index, row in enumerate(table.rows):
        cells = [_setting(row[name]) for name in varied]
        ones = found[index]
        marked = "†" if any(one["old"] for one in ones) else ""
        old |= bool(marked)
        cells += [_spread(name, [one["numbers"][name] for one in ones if name in one["numbers"]]) for name in numbers]
        time_spent = f"{statistics.mean(one['cpu_seconds'] for one in ones):.0f}" if ones else ""
        if any("device" in one for one in ones):
            time_spent += ", GPU"
        yield f"| {' | '.join([*cells, f'{len(ones)}{marked}' if ones else 'not measured yet', time_spent])} |"
    if old:
        yield ""
        yield "† measured before the last change of the model answer or of how it is measured."
    for goal in table.goals:
        yield ""
        yield _said(slug, table, goal, kept)
    for lead in table.leads:
        yield ""
        yield _compared(slug, table, lead, kept)


def _found(slug: str, table: Table, row: Settings, kept: Mapping[str, Any]) -> list[dict[str, Any]]:
    wanted = [Measurement(slug, table, row, seed) for seed in range(table.seeds)]
    return [{**kept[one.key], "old": kept[one.key]["digest"] != one.digest} for one in wanted if one.key in kept]


def _said(slug: str, table: Table, goal: Goal, kept: Mapping[str, Any]) -> str:
    asked = f"Goal, {_named(goal.of)}: {goal.number} above {_shown(goal.number, goal.above)} ({goal.why})"
    ones = _found(slug, table, _row(table, goal.of), kept)
    if not ones:
        return f"{asked}: not measured yet."
    mean = statistics.mean(one["numbers"][goal.number] for one in ones)
    seeds = f"{len(ones)} of {table.seeds} seeds" + ("†" if any(one["old"] for one in ones) else "")
    reached = "reached" if mean > goal.above else "**not reached**"
    return f"{asked}: {reached}, {_shown(goal.number, mean)} in the mean of {seeds}."


def _compared(slug: str, table: Table, lead: Lead, kept: Mapping[str, Any]) -> str:
    """Of two rows with several seeds each, by the standard error of the difference of two means (Welch's)."""
    asked = f"Goal, {_named(lead.of)}: {lead.number} ahead of {_named(lead.than)}"
    asked += f" of “{lead.table}”" if lead.table else ""
    asked += f" by more than {lead.errors:g} standard errors ({lead.why})"
    (other,) = (one for one in _tables(slug) if one.title == (lead.table or table.title))
    ones, others = (
        [one["numbers"][lead.number] for one in _found(slug, of, _row(of, settings), kept)]
        for of, settings in ((table, lead.of), (other, lead.than))
    )
    if min(len(ones), len(others)) < 2:
        return f"{asked}: not measured yet."
    ahead = statistics.mean(ones) - statistics.mean(others)
    error = sum(statistics.variance(values) / len(values) for values in (ones, others)) ** 0.5
    reached = "reached" if ahead > lead.errors * error else "**not reached**"
    seeds = f"{len(ones)} and {len(others)} seeds"
    return f"{asked}: {reached}, it is {100 * ahead:.2f} points ± {100 * error:.2f} (standard error) ahead, of {seeds}."


def _row(table: Table, of: Settings) -> Settings:
    """The one row that has these settings."""
    (row,) = (row for row in table.rows if of.items() <= row.items())
    return row


def _spread(name: str, values: Sequence[float]) -> str:
    if not values:
        return ""
    shown = _shown(name, statistics.mean(values))
    if len(values) < 2 or len(set(values)) == 1:
        return shown
    return f"{shown} ± {_shown(name, statistics.stdev(values)).removesuffix(' %')}"


def _shown(name: str, value: float) -> str:
    if name.endswith("accuracy"):
        return f"{100 * value:.2f} %"
    if name.startswith("epoch"):
        return f"{value:.1f}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:.4f}"


def _setting(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _named(settings: Settings) -> str:
    return ", ".join(f"{name} {_setting(value)}" for name, value in settings.items())


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ModuleNotFoundError as error:
        sys.exit(f"{error}: the environment that `make results` sets up has what the experiments import")
