"""Commands of commands, and choices: what is not one of them is answered with the one that is meant."""

from __future__ import annotations

from typing import Any

import click

from grader.near import did_you_mean, nearest


class Group(click.Group):
    """A click group that knows which subcommand is meant."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        names = self.list_commands(ctx)
        if args and args[0] not in names and not args[0].startswith("-"):
            raise click.UsageError(f"no command {args[0]!r}; {did_you_mean(args[0], names)}", ctx)
        return super().resolve_command(ctx, args)


class Choice(click.Choice[Any]):
    """A click choice that knows which of its words is meant."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        near = nearest(str(value), map(str, self.choices))
        said = super().get_invalid_choice_message(value, ctx)
        return f"{said.rstrip('.')}; did you mean {near}?" if near else said
