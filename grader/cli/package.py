"""`grader package`: an assignment as another system takes it."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from grader.cli.groups import Choice
from grader.cli.options import assignment_of, course_option, examples
from grader.cli.slugs import slug_argument
from grader.course import Tier


@click.command(
    epilog=examples(
        "grader package gradescope mlp_numpy",
        "grader package gradescope mlp_numpy --out autograder.zip --min-isolation C",
    )
)
@click.argument("kind", type=Choice(["gradescope"]), metavar="gradescope")
@slug_argument
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="By default SLUG-autograder.zip.")
@click.option("--notebooks/--no-notebooks", default=True, show_default=True, help="Can notebooks be handed in?")
@click.option("--min-isolation", type=Choice(get_args(Tier)), help="Refuse to grade there under weaker isolation.")
@course_option
def command(
    kind: str, slug: str, out: Path | None, notebooks: bool, min_isolation: Tier | None, course: Path | None
) -> None:
    """Make the autograder's .zip that Gradescope takes for the assignment SLUG.

    It holds the hidden tests, the reference and the course's key: upload it, and give it to nobody.
    """
    from grader.ci.gradescope import autograder
    from grader.cli.room import make_room
    from grader.writing import write_whole

    del kind  # there is one so far
    assignment = assignment_of(course, slug)
    path = out or Path(f"{slug}-autograder.zip")
    make_room(files=[path])
    content = autograder(assignment, notebooks=notebooks, minimum=min_isolation)
    write_whole(path, content, 0o600)
    click.echo(
        f"{path}: {len(content) / 2**20:.1f} MB; upload it at Gradescope under Configure Autograder, Zip file upload"
    )
