"""`grader demo`: the sample submissions, graded and reported; behind `make demo`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from grader.cli.options import assignment_of, course_folder, course_option, examples
from grader.cli.room import make_room

SLUG = "mlp_numpy"


@click.command(
    epilog=examples(
        "grader demo",
        "grader demo --out reports/today --slots 4",
    )
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("reports/demo"),
    show_default=True,
    help="Where the report and results.json go.",
)
@click.option("--slots", type=click.IntRange(1), default=min(2, os.cpu_count() or 1), show_default=True)
@course_option
def command(out: Path, slots: int, course: Path | None) -> None:
    """Grade the eight sample submissions of the NumPy MLP and write a report."""
    from rich.console import Console

    from grader import submission
    from grader.cli.data import fetch_shown
    from grader.cli.show import LiveProgress, grades_table, warn_of_isolation
    from grader.errors import CourseError, GraderError
    from grader.judge.grade import all_to_json
    from grader.judge.grading import grade_jobs
    from grader.judge.job import Job
    from grader.report.of_submissions import write_submissions

    assignment = assignment_of(course, SLUG)
    samples = course_folder(course) / "examples" / "submissions"
    folders = sorted(path for path in samples.glob("*") if path.is_dir())
    if not folders:
        raise CourseError(f"{samples} has no sample submissions")
    make_room(files=[out / "results.json"], folders=[out])
    for name in assignment.settings.datasets:
        fetch_shown(name)
    handed_in = [submission.read(folder, assignment) for folder in folders]
    console, progress_console = Console(), Console(stderr=True)
    with LiveProgress([one.name for one in handed_in], progress_console) as live:
        results = grade_jobs(
            assignment,
            [Job(one) for one in handed_in],
            slots=slots,
            on_progress=live.outcome,
            on_done=live.done,
        )
    judgements = []
    for one, result in zip(handed_in, results, strict=True):
        if isinstance(result, GraderError):
            progress_console.print(f"{one.name}: {result}", markup=False)
        else:
            judgements.append(result)
    grades = [judgement.grade for judgement in judgements]
    console.print(grades_table(grades))
    warn_of_isolation(grades, progress_console)
    (out / "results.json").write_bytes(all_to_json(grades))
    index = write_submissions(assignment, judgements, out)
    if len(grades) < len(results):
        raise GraderError(f"{len(results) - len(grades)} of {len(results)} submissions could not be graded")
    click.echo(f"results: {out / 'results.json'}, report: {index}")
