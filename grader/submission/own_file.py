"""Which file of a student's folder is the one that counts: the script, or the notebook beside it."""

from __future__ import annotations

from pathlib import Path

from grader.course import Settings
from grader.submission.notebook import NotANotebook, read_notebook
from grader.submission.reading import notebook_counts, notebook_of


def counting_file(folder: Path, settings: Settings) -> tuple[Path | None, str]:
    """The file that would be graded, None for none, and why it is that one where there is a choice, in words."""
    script, notebook = folder / settings.file, folder / notebook_of(settings.file)
    if not notebook.is_file():
        return (script if script.is_file() else None), ""
    if not script.is_file():
        return notebook, ""
    try:
        found = read_notebook(notebook.read_bytes())
    except NotANotebook as reason:
        return script, f"{notebook.name} {reason}"
    counts, why = notebook_counts(script.read_bytes(), found, settings.file, settings.functions)
    return (notebook if counts else script), why
