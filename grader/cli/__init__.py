"""The command `grader`: click commands, rich tables and progress; no logic."""

from grader.cli.app import main

__all__ = ["main"]
