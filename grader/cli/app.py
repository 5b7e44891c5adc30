"""The command itself: one line for every error of ours, and subcommands that are imported when they are used."""

from __future__ import annotations

import gc
import importlib
import io
import os
import sys
from typing import NoReturn

import click

from grader import __version__
from grader.cli.groups import Group
from grader.cli.options import examples
from grader.errors import GraderError

COMMANDS = {
    "grade": "Grade one submission with the hidden tests, in the sandbox.",
    "batch": "Grade a whole class; again, only what has changed.",
    "grades": "Show the current grades of a class.",
    "show": "Show all that a student has handed in.",
    "history": "Show all that happened to a student's work, decisions too.",
    "extend": "Give a student more time, or excuse them.",
    "override": "Set the points of a test, or add points, for one student.",
    "comment": "Leave a comment for a student.",
    "rubric": "Grade the written answers, blind, in a file.",
    "regrade": "Drop a test that was wrong, or run it again: first see who gains.",
    "release-grades": "Let students have their grades, or hold them back.",
    "forget": "Delete a student with all that is theirs.",
    "export": "Write grades for Gradescope, Canvas, Moodle, as CSV, JSON or JUnit XML.",
    "report": "Write the HTML pages of a class.",
    "serve": "Serve the pages of a class to your browser: progress, points, comments.",
    "push": "Post grades and comments to a learning system.",
    "similar": "Find submissions that have more in common than they should.",
    "ci": "Grade what a pipeline has checked out, and tell GitHub, GitLab or Gradescope.",
    "package": "Make the autograder's .zip that Gradescope takes.",
    "check": "Run an assignment's public tests on your own file.",
    "submit": "Make the .zip to hand in, or say what would be refused.",
    "new": "Make the skeleton of an assignment, and of a course.",
    "release": "Make the student templates from the reference solutions.",
    "import": "Take over an assignment of nbgrader or otter-grader.",
    "validate": "Prove that an assignment's hidden tests are good.",
    "margins": "Show how far right solutions are from the accuracy thresholds.",
    "curves": "Record how training goes on, and replay the rules of early stop on it.",
    "mutate": "Make mutants of a reference, and see which the hidden tests miss.",
    "data": "Fetch and list datasets.",
    "doctor": "Say what this machine gives: isolation, versions, data, speed.",
    "completion": "Print what the shell needs to complete commands and assignments.",
    "demo": "Grade the sample submissions and write a report.",
}


# where a command's name is not its module's
_MODULES = {"import": "adopt", "show": "attempts", "history": "trail", "release-grades": "release_grades"}


class _Commands(Group):
    """Subcommands by name, each from a module of its own: `grader --help` loads none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"grader.cli.{_MODULES.get(cmd_name, cmd_name)}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples(
        "grader check                     # a student, in the assignment's folder",
        "grader grade mlp_numpy alice.zip # an instructor, in the course",
        "grader COMMAND --help            # what a command does, with examples",
    ),
)
@click.version_option(__version__, prog_name="grader")
@click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error.")
def cli() -> None:
    """Grade deep-learning assignments: hidden tests judge, student code runs in a sandbox."""


def main() -> NoReturn:
    """Run the command. Exit status 2 and one line for wrong use, and for what is wrong on our or the instructor's side.

    A command that needs a subcommand and has none shows its help instead.
    """
    # one thread each: several submissions are graded at once, and times are CPU times
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal of another encoding shows what it can
    gc.set_threshold(50_000, 20, 20)  # as it is set for long runs, a tenth of a short one goes by looking for garbage
    debug = "--debug" in sys.argv
    try:
        status = cli.main(prog_name="grader", standalone_mode=False)
        sys.exit(status if isinstance(status, int) else 0)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        _say(wrong_use(error))
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        _say("stopped")
        sys.exit(130)
    except GraderError as error:
        if debug:
            sys.stderr.write(error.trace)
            raise
        _say(str(error))
        sys.exit(2)
    except OSError as error:
        if debug:
            raise
        _say(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        sys.exit(2)
    except Exception as error:
        if debug:
            raise
        _say(f"a fault of the grader, `grader --debug …` shows where: {type(error).__name__}: {error}")
        sys.exit(2)


def wrong_use(error: click.ClickException) -> str:
    """What is wrong with a command line, and where to read how it is right."""
    said = error.format_message().rstrip(".")
    # a name of something at the beginning stays as it is
    said = said[:1].lower() + said[1:] if said[1:2].islower() else said
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"{said}; see {context.command_path} --help" if context else said


def _say(text: str) -> None:
    """One line on standard error, whatever the text is made of."""
    sys.stderr.write(f"grader: {' '.join(text.split())}\n")
