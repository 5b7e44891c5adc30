"""Which functions run while a network is trained: a change in another one makes no difference to the tests that train.

The reference says it itself: in a copy of it, every function prints its name when it is first called. What its
processes print comes back with the tests' outcomes.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator

from grader.sandbox.output import HALF

_SAY = "__reached__"
_DEFINED = f"""
def {_SAY}(name, said=set()):
    if name not in said:
        said.add(name)
        print(f"\\n<reached {{name}}>", flush=True)
"""
_SAID = re.compile(r"^<reached ([\w.]+)>$", re.MULTILINE)

Definition = ast.FunctionDef | ast.AsyncFunctionDef


def telling(source: str) -> str:
    """The source, and every function prints its qualified name, once in a process."""
    module = ast.parse(source)
    for name, function in _functions(module, ()):
        beginning = _after_docstring(function.body)
        function.body.insert(beginning, ast.parse(f"{_SAY}({name!r})").body[0])
    futures = [number for number, statement in enumerate(module.body, start=1) if _is_future(statement)]
    beginning = max([_after_docstring(module.body), *futures])
    module.body[beginning:beginning] = ast.parse(_DEFINED).body
    return ast.unparse(module)


def functions(source: str) -> frozenset[str]:
    """The qualified names of all functions, as a mutant's change has them."""
    return frozenset(name for name, _ in _functions(ast.parse(source), ()))


def told(source: str, outputs: Collection[str]) -> frozenset[str]:
    """The functions that processes of such a source say they came to; all where not all that was printed is there."""
    if any(len(output) > HALF for output in outputs):
        return functions(source)
    return frozenset(name for output in outputs for name in _SAID.findall(output))


def _functions(node: ast.AST, names: tuple[str, ...]) -> Iterator[tuple[str, Definition]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Definition | ast.ClassDef):
            inner = (*names, child.name)
            if not isinstance(child, ast.ClassDef):
                yield ".".join(inner), child
            yield from _functions(child, inner)
        else:
            yield from _functions(child, names)


def _after_docstring(body: list[ast.stmt]) -> int:
    first = body[0] if body else None
    is_text = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    return int(is_text)


def _is_future(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
