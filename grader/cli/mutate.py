"""`grader mutate`: mutants of the reference, made by operators."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import assignment_of, course_option, examples
from grader.cli.room import make_room
from grader.cli.slugs import slug_argument
from grader.errors import GraderError
from grader.near import did_you_mean

if TYPE_CHECKING:
    from grader.mutate.kept import Verdict
    from grader.mutate.making import Mutant

UNFINISHED = 3  # exit status


@click.command(
    epilog=examples(
        "grader mutate mlp_numpy",
        "grader mutate mlp_numpy --list",
        "grader mutate mlp_numpy --cheap --function backward",
    )
)
@slug_argument
@click.option("--cheap", is_flag=True, help="Leave out the tests that train: what survives is left to a full run.")
@click.option("--function", "functions", multiple=True, metavar="NAME", help="Only mutants of this function or class.")
@click.option("--operator", "names", multiple=True, metavar="NAME", help="Only mutants made by this operator.")
@click.option("--sample", type=click.IntRange(1), metavar="N", help="Only N of the mutants, drawn by the seed.")
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the sample and of all that tests draw."
)
@click.option(
    "--minutes",
    type=click.FloatRange(0, min_open=True),
    default=30.0,
    show_default=True,
    help="Stop at the first result after that, with what there is; the same command goes on.",
)
@click.option("--list", "only_list", is_flag=True, help="Show the mutants as diffs, and run nothing.")
@click.option("--fresh", is_flag=True, help="Run everything, whatever is kept.")
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write what was found of each here."
)
@click.option("--slots", type=click.IntRange(1), default=min(2, os.cpu_count() or 1), show_default=True)
@course_option
def command(
    slug: str,
    cheap: bool,
    functions: tuple[str, ...],
    names: tuple[str, ...],
    sample: int | None,
    seed: int,
    minutes: float,
    only_list: bool,
    fresh: bool,
    json_file: Path | None,
    slots: int,
    course: Path | None,
) -> None:
    """Change the reference of SLUG in one place at a time, and see whether a hidden test notices.

    What survives is a hole in the tests, or is explained in tests/assignments/SLUG/survivors.toml. What was found is
    kept in .grader/ until the tests, the reference or the grader change, and what a run over all mutants came to in
    tests/assignments/SLUG/mutation.json. Exit status 1 when a survivor is unexplained or an explanation is wrong, 3
    when the time was over before every mutant was judged, else 0.
    """
    import time

    import msgspec
    from rich.console import Console

    if find_spec("libcst") is None:
        raise GraderError("grader mutate needs libcst: pip install 'dlgrader[mutate]'")
    if only_list and json_file is not None:
        raise click.UsageError("--list runs nothing, so that there is nothing for --json", click.get_current_context())

    from grader.mutate.making import chosen, mutants
    from grader.mutate.operators import OPERATORS
    from grader.mutate.running import sample as sampled
    from grader.mutate.score import as_diff, scored, summary

    assignment = assignment_of(course, slug)
    file = assignment.settings.file
    _check_known("operator", names, [operator.name for operator in OPERATORS])
    made = mutants(assignment.reference_file.read_text(encoding="utf-8"), OPERATORS)
    _check_known("function", functions, list(dict.fromkeys(_outer(made))))
    wanted = chosen(made, functions, names)
    if sample is not None:
        wanted = sampled(wanted, sample, seed)
    console = Console(highlight=False, soft_wrap=True)
    if only_list:
        for mutant in wanted:
            console.print(f"{as_diff(mutant.change, file, mutant.line)}\n", markup=False)
        console.print(f"{len(wanted)} mutants", markup=False)
        return

    from grader.judge.run import hidden_tests
    from grader.mutate.record import write_record
    from grader.mutate.running import Run
    from grader.mutate.survivors import read_equivalents, survivors_file

    if json_file is not None:
        make_room(files=[json_file])
    equivalents = read_equivalents(survivors_file(assignment))
    started = time.monotonic()
    with _progress(len(wanted)) as told:
        run = Run(
            assignment,
            hidden_tests(assignment),
            seed=seed,
            cheap=cheap,
            slots=slots,
            deadline=started + 60 * minutes,
            explained=equivalents.reasons,
            fresh=fresh,
            on_verdict=told,
        )
        run.judge(wanted)
    score = scored(run, wanted, made, equivalents, time.monotonic() - started)
    for row in (*score.of("fault"), *score.of("left"), *score.of("unexplained")):
        console.print(f"{as_diff(row, file, row.line)}\n  {row.reason or row.fate}\n", markup=False)
    for line in summary(score):
        console.print(line, markup=False)
    if score.finished and not cheap and len(wanted) == len(made):
        write_record(assignment, score)
    if json_file is not None:
        json_file.write_bytes(msgspec.json.format(msgspec.json.encode(score), indent=1) + b"\n")
    if not score.is_clean:
        sys.exit(1)
    if not score.finished:
        sys.exit(UNFINISHED)


@contextmanager
def _progress(count: int) -> Generator[Callable[[Mutant, Verdict], None]]:
    """A bar in a terminal; yields what is to be told of each verdict. A mutant can have two, and counts once."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

    terminal = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=terminal, transient=True, disable=not terminal.is_terminal) as progress:
        bar = progress.add_task("", total=count)
        seen: set[Mutant] = set()

        def told(mutant: Mutant, _: Verdict) -> None:
            seen.add(mutant)
            progress.update(bar, completed=len(seen))

        yield told


def _outer(made: list[Mutant]) -> list[str]:
    """Every name by which mutants can be chosen: a method by its own name and by its class's."""
    names: list[str] = []
    for mutant in made:
        parts = mutant.change.function.split(".")
        names.extend(".".join(parts[:count]) for count in range(1, len(parts) + 1))
    return names


def _check_known(what: str, names: tuple[str, ...], known: list[str]) -> None:
    for name in names:
        if name not in known:
            said = f"no {what} is called {name!r}; {did_you_mean(name, known)}"
            raise click.UsageError(said, click.get_current_context())
