"""`grader completion`: what a shell needs to complete commands, options and assignments."""

from __future__ import annotations

import click

from grader.cli.groups import Choice
from grader.cli.options import examples

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_GRADER_COMPLETE"  # by which click is asked, of the command grader


@click.command(
    epilog=examples(
        'eval "$(grader completion bash)"    # in ~/.bashrc',
        'eval "$(grader completion zsh)"     # in ~/.zshrc',
        "grader completion fish > ~/.config/fish/completions/grader.fish",
    )
)
@click.argument("shell", type=Choice(SHELLS), metavar="|".join(SHELLS))
def command(shell: str) -> None:
    """Print the script that lets the shell complete commands, options and the assignments of the course."""
    from click.shell_completion import get_completion_class

    from grader.cli.app import cli

    complete = get_completion_class(shell)
    assert complete is not None
    click.echo(complete(cli, {}, "grader", VARIABLE).source())
