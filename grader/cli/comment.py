"""`grader comment`: a word for a student."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.options import course_option, gradebook_of, store_option, who_option


@click.command()
@click.argument("student")
@click.argument("slug")
@click.argument("text")
@who_option
@store_option
@course_option
def command(student: str, slug: str, text: str, who: str, store: str, course: Path | None) -> None:
    """Leave TEXT for STUDENT at the assignment SLUG. It is shown with the grade, once that is released."""
    from grader.gradebook.decisions import Comment

    with gradebook_of(course, slug, store) as book:
        book.decide(Comment(text), why="a comment", login=student, who=who)
