"""`grader grade`: one submission, hidden tests, in the sandbox."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.groups import Choice
from grader.cli.options import assignment_of, course_option, examples, quiet_option
from grader.cli.room import make_room
from grader.cli.slugs import slug_argument
from grader.errors import GraderError

TIERS = ["A", "B", "C", "D", "E"]


@click.command(
    epilog=examples(
        "grader grade mlp_numpy mlp.py",
        "grader grade mlp_numpy alice.zip --report page --json results.json",
        "grader grade mlp_numpy alice.zip --json - --quiet    # for another program",
        "grader grade mlp_numpy alice.zip --min-isolation B",
    )
)
@slug_argument
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--json",
    "json_file",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Write results.json here; - is standard output, with nothing else on it.",
)
@click.option("--report", type=click.Path(path_type=Path, file_okay=False), help="Write the HTML report here.")
@click.option("--audience", type=Choice(["student", "instructor"]), default="instructor", show_default=True)
@click.option("--min-isolation", type=Choice(TIERS), help="Refuse to grade under weaker isolation than this.")
@click.option("--new-split", is_flag=True, help="First make a new course key: other seeds and splits for everyone.")
@quiet_option
@course_option
def command(
    slug: str,
    path: Path,
    json_file: Path | None,
    report: Path | None,
    audience: str,
    min_isolation: str | None,
    new_split: bool,
    quiet: bool,
    course: Path | None,
) -> None:
    """Grade the submission at PATH (a file, a folder, a .zip or a .tar) of the assignment SLUG.

    Exit status 0 when grading happened, whatever the score.
    """
    from rich.console import Console

    from grader import submission
    from grader.cli.show import LiveProgress, grades_table, outcomes_table, warn_of_isolation
    from grader.cli.texts import shown
    from grader.judge.audience import for_audience
    from grader.judge.grade import to_json
    from grader.judge.grading import grade_jobs
    from grader.judge.job import Job

    assignment = assignment_of(course, slug)
    handed_in = submission.read(path, assignment)
    to_stdout = json_file == Path("-")
    make_room(files=[json_file] if json_file and not to_stdout else [], folders=[report] if report else [])
    console, progress_console = Console(stderr=to_stdout), Console(stderr=True)
    with LiveProgress([handed_in.name], progress_console) as live:
        (result,) = grade_jobs(
            assignment,
            [Job(handed_in)],
            minimum=min_isolation,  # type: ignore[arg-type]  # click has checked the choice
            new_split=new_split,
            on_progress=live.outcome,
            on_done=live.done,
        )
    if isinstance(result, GraderError):
        raise result
    grade = for_audience(
        result.grade,
        audience,  # type: ignore[arg-type]  # click has checked the choice
        assignment.settings.feedback,
        result.specs,
    )
    if quiet:
        console.print(shown(f"{grade.submission}: {grade.score:g} of {grade.max_score:g}"), soft_wrap=True)
    else:
        for problem in grade.problems:
            console.print(shown(problem))
        if any(test.status != "passed" for test in grade.tests):
            console.print(outcomes_table(grade))
        console.print(grades_table([grade]))
    warn_of_isolation([grade], progress_console)
    if to_stdout:
        click.echo(to_json(grade), nl=False)
    elif json_file is not None:
        json_file.write_bytes(to_json(grade))
    if report is not None:
        from grader.report import write_submission
        from grader.report.views import Code

        index = write_submission(grade, report, Code(result.source, result.notebook, assignment.settings.file))
        console.print(f"report: {index}", markup=False, highlight=False, soft_wrap=True)
