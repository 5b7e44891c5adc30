"""Submissions that have the right form and no content: what they earn is what a hidden test gives away."""

from __future__ import annotations

from grader.course import Assignment

_WRAPPER = """

def _map(value, change):
    if isinstance(value, dict):
        return {key: _map(item, change) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_map(item, change) for item in value)
    return change(np.asarray(value)) if isinstance(value, (int, float, np.generic, np.ndarray)) else value


def _degenerate(function):
    if isinstance(function, type):
        return _degenerate_class(function)

    def replaced(*arguments, **keywords):
        return %(answer)s

    return replaced


def _degenerate_class(kind):
    for name, method in list(vars(kind).items()):
        if isinstance(method, (staticmethod, classmethod)):
            setattr(kind, name, type(method)(_degenerate(method.__func__)))
        elif callable(method) and (name == "__call__" or not name.startswith("__")):
            setattr(kind, name, _degenerate(method))
    return kind


_noise = np.random.default_rng(0)
for _name in %(functions)r:
    globals()[_name] = _degenerate(globals()[_name])
"""

ANSWERS = {
    "zeros": "_map(function(*arguments, **keywords), np.zeros_like)",
    "the first argument": "arguments[0] if arguments else next(iter(keywords.values()))",
    "random": (
        "_map(function(*arguments, **keywords), lambda array: _noise.random(array.shape).astype(array.dtype)[()])"
    ),
}


def degenerates(assignment: Assignment) -> dict[str, str]:
    """Name → source: the reference's functions with their values replaced by zeros, the first argument, noise.

    Of a class those of its methods are; what a class needs to be made, and its operators, stay.
    """
    reference = assignment.reference_file.read_text(encoding="utf-8")
    functions = assignment.settings.functions
    return {name: reference + _WRAPPER % {"answer": answer, "functions": functions} for name, answer in ANSWERS.items()}
