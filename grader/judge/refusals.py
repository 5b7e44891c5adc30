"""What costs a submission before anything of it is run: told to a student who is about to hand in."""

from __future__ import annotations

import ast
from types import ModuleType

from grader.course import Settings
from grader.judge.forbidden import find_forbidden
from grader.judge.forbidden.imports import forbidden_imports
from grader.judge.verdicts import load_problems
from grader.remote.lines import Lines, lines_of_notebook
from grader.remote.load import Loaded, bound_names, statements
from grader.remote.messages import Broken, LoadReport
from grader.submission import Submission


def refusals(submission: Submission, settings: Settings) -> list[str]:
    """A line for each: what cannot be read, syntax errors, forbidden imports and calls; [] for nothing."""
    said = list(submission.problems)
    source = submission.files.get(settings.file)
    if source is None:
        return said
    lines = Lines(settings.file)
    if submission.notebook:
        lines = lines_of_notebook(submission.notebook, submission.files[submission.notebook])
    report = _syntax(source.decode("utf-8"), settings.file, of_notebook=bool(submission.notebook))
    said += load_problems(lines, report)
    said += forbidden_imports(submission.files, settings, lines)
    said += [finding.said(settings.file, lines) for finding in find_forbidden(submission.files, settings).values()]
    return said


def _syntax(source: str, file: str, *, of_notebook: bool) -> LoadReport:
    """What of a source cannot be read, as the loader says it when the file is run."""
    loaded = Loaded(ModuleType("submission"), file)
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT if of_notebook else 0
    for statement, line in statements(source, file, loaded):
        try:  # a return outside of functions shows only now
            compile(ast.Module([statement], []), file, "exec", flags=flags, dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError) as error:
            said = f"{type(error).__name__}: {getattr(error, 'msg', error)}"
            loaded.broken.append(Broken("syntax", line, said, tuple(bound_names(statement))))
    return LoadReport({}, tuple(loaded.broken))
