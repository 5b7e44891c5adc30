"""`grader comment`: a word for a student."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.options import course_option, examples, gradebook_of, store_option, who_option
from grader.cli.slugs import slug_argument


@click.command(
    epilog=examples(
        'grader comment alice mlp_numpy "well explained"',
        'grader comment alice mlp_numpy "well explained" --undo',
    )
)
@click.argument("student")
@slug_argument
@click.argument("text")
@click.option("--undo", is_flag=True, help="Take back the comment with this text.")
@who_option
@store_option
@course_option
def command(student: str, slug: str, text: str, undo: bool, who: str, store: str, course: Path | None) -> None:
    """Leave TEXT for STUDENT at the assignment SLUG. It is shown with the grade, once that is released."""
    from rich.console import Console

    from grader.cli.texts import shown
    from grader.errors import GradebookError
    from grader.gradebook.decisions import Comment, in_words

    with gradebook_of(course, slug, store) as book:
        if not text.strip():
            raise GradebookError("the comment is empty")
        if undo and text not in book.entry(student).comments:
            raise GradebookError(f"{student} has no comment with this text: grader history {student} shows them")
        decision = book.decide(Comment(text, withdrawn=undo), why="a comment", login=student, who=who)
    Console().print(shown(f"{student}: {in_words(decision.what)}"), soft_wrap=True)
