"""`grader batch`: a whole class, with the hidden tests, in the sandbox."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from pathlib import Path

import click

from grader.cli.groups import Choice
from grader.cli.options import (
    assignment_of,
    course_option,
    examples,
    json_option,
    print_json,
    quiet_option,
    store_option,
)
from grader.cli.room import make_room
from grader.cli.slugs import slug_argument

TIERS = ["A", "B", "C", "D", "E"]


@click.command(
    epilog=examples(
        "grader batch mlp_numpy submissions.zip --roster roster.csv",
        "grader batch mlp_numpy repositories --slots 8 --report pages",
        "grader batch mlp_numpy submissions.zip --only alice --fresh",
    )
)
@slug_argument
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--roster", type=click.Path(path_type=Path, dir_okay=False), help="CSV: who is in the class.")
@click.option("--received", type=click.Path(path_type=Path, dir_okay=False), help="CSV: owner, received.")
@click.option("--slots", type=click.IntRange(min=1), help="How many at once; by default as many as there are cores.")
@click.option("--dask", default="", metavar="ADDRESS", help="The scheduler of a Dask cluster that grades instead.")
@click.option("--only", multiple=True, metavar="LOGIN", help="Grade what this student has handed in; may be repeated.")
@click.option("--fresh", is_flag=True, help="Grade everything anew, whatever is known.")
@click.option("--min-isolation", type=Choice(TIERS), help="Refuse to grade under weaker isolation than this.")
@click.option("--report", type=click.Path(path_type=Path, file_okay=False), help="At the end write the pages here.")
@json_option
@quiet_option
@store_option
@course_option
def command(
    slug: str,
    paths: tuple[Path, ...],
    roster: Path | None,
    received: Path | None,
    slots: int | None,
    dask: str,
    only: tuple[str, ...],
    fresh: bool,
    min_isolation: str | None,
    report: Path | None,
    as_json: bool,
    quiet: bool,
    store: str,
    course: Path | None,
) -> None:
    """Grade what a class has handed in for the assignment SLUG: folders, archives, what a learning system gives.

    Each grade is kept as soon as it is there. The same command again grades only what has changed since, in what was
    handed in, the assignment, its data or the grader; so it goes on where it was stopped. Exit status 0 when everything
    could be graded, whatever the scores, 1 when something could not.

    --report DIR writes the pages of the class when all is graded, as `grader report` does.
    """
    from rich.console import Console

    from grader import collect
    from grader.batch import Batch, LocalPool, only_one
    from grader.batch.order import BatchOrder, keep_order, rooted
    from grader.batch.pools import Pool
    from grader.cli.batch_progress import BatchProgress, summary_lines
    from grader.cli.documents import of_batch
    from grader.cli.report import say_written
    from grader.cli.texts import shown
    from grader.course import Tier
    from grader.gradebook import Gradebook
    from grader.report.of_class import write_class
    from grader.store import open_store

    assignment = assignment_of(course, slug)
    students = collect.read_roster(roster) if roster is not None else None
    times = collect.read_received(received) if received is not None else None
    minimum: Tier | None = min_isolation  # type: ignore[assignment]  # click has checked the choice
    make_room(folders=[report] if report is not None else [])
    console, progress = Console(stderr=as_json), Console(stderr=True)
    with only_one(assignment) as into:
        collected = collect.collect(paths, assignment, into=into, received=times)
        for problem in () if as_json or quiet else collected.problems:
            console.print(shown(problem), soft_wrap=True)
        if not only:
            given = tuple(map(rooted, paths))
            keep_order(assignment, BatchOrder(given, rooted(roster), rooted(received), slots, dask, minimum))
        pool: Pool
        if dask:
            from grader.batch.cluster import ClusterPool

            pool = ClusterPool(assignment, dask, minimum=minimum)
        else:
            pool = LocalPool(assignment, slots=slots or len(os.sched_getaffinity(0)), minimum=minimum)
        kept = open_store(assignment.course, store)
        with closing(kept):
            with BatchProgress(progress, pool.slots) as live:
                try:
                    batch = Batch(assignment, kept, pool, live, fresh=fresh)
                    summary = batch.run(collected.handed_in, students, only=only)
                except KeyboardInterrupt:
                    live.stopped()
                    raise
            for line in () if as_json else summary_lines(summary)[: 1 if quiet else None]:
                console.print(shown(line), soft_wrap=True)
            if report is not None:
                say_written(write_class(Gradebook(assignment, kept), report), slug, console)
    if as_json:
        print_json(of_batch(summary, collected.problems))
    sys.exit(1 if summary.failed else 0)
