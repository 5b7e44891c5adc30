"""From a source to its mutants: each differs from it in one place, by one operator."""

from __future__ import annotations

import ast
import warnings
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, fields

import libcst as cst

from grader.errors import CourseError
from grader.mutate.place import Place, places


@dataclass(frozen=True)
class Operator:
    """One kind of change; `changes` yields what may stand in place of a node, nothing where it has no say."""

    name: str
    about: str
    changes: Callable[[Place], Iterator[cst.CSTNode]]


@dataclass(frozen=True)
class Change:
    """What makes a mutant the same one after lines have moved: the lines that differ, without their indentation.

    `occurrence` counts the changes of a function that are otherwise alike, from 1.
    """

    operator: str
    function: str
    before: str
    after: str
    occurrence: int = 1


@dataclass(frozen=True)
class Mutant:
    """The source with one change, which begins at `line` of the source that it was made from."""

    change: Change
    line: int
    source: str


def mutants(source: str, operators: Sequence[Operator]) -> list[Mutant]:
    """Every mutant of the source, in its order; none twice, none that does not compile or means the same.

    Where two operators make the same mutant it is the earlier one's.
    """
    whole = _Source(source)
    found: list[Mutant] = []
    seen, counted = set(whole.meanings), Counter[tuple[str, str, str, str]]()
    for place in places(whole.module):
        for operator in operators:
            for replacement in operator.changes(place):
                index, text = whole.replaced(place, replacement)
                meaning = _meaning(index, text)
                if meaning is None or meaning in seen:
                    continue
                seen.add(meaning)
                changed = whole.with_statement(index, text)
                line, before, after = _difference(whole.text, changed)
                kind = (operator.name, place.function, before, after)
                counted[kind] += 1
                found.append(Mutant(Change(*kind, occurrence=counted[kind]), line, changed))
    return sorted(found, key=lambda mutant: mutant.line)


def chosen(found: Sequence[Mutant], functions: Collection[str], operators: Collection[str]) -> list[Mutant]:
    """Those of these functions, or of methods and functions in them, and of these operators; of all without any."""

    def is_in(function: str) -> bool:
        return any(function == name or function.startswith(f"{name}.") for name in functions)

    return [
        mutant
        for mutant in found
        if (not functions or is_in(mutant.change.function)) and (not operators or mutant.change.operator in operators)
    ]


class _Source:
    """A source in pieces, one for each of its top-level statements: a change is looked for in one of them only."""

    def __init__(self, source: str) -> None:
        try:
            self.module = cst.parse_module(source if source.endswith("\n") else f"{source}\n")
        except cst.ParserSyntaxError as error:
            raise CourseError(f"the reference does not parse: line {error.raw_line}") from error
        self.text = self.module.code
        self._pieces = [self._code(statement) for statement in self.module.body]
        self._head = "".join(map(self._code, self.module.header))
        self._foot = "".join(map(self._code, self.module.footer))

    @property
    def meanings(self) -> list[_Meaning | None]:
        return [_meaning(index, piece) for index, piece in enumerate(self._pieces)]

    def replaced(self, place: Place, replacement: cst.CSTNode) -> tuple[int, str]:
        """Which statement it is that the place is in, and its text with the replacement."""
        outer = place.ancestors[1] if len(place.ancestors) > 1 else place.node
        index = next(index for index, statement in enumerate(self.module.body) if statement is outer)
        node, changed = place.node, replacement
        for parent in reversed(place.ancestors[1:]):
            node, changed = parent, _with_child(parent, node, changed)
        return index, self._code(changed)

    def with_statement(self, index: int, text: str) -> str:
        return "".join((self._head, *self._pieces[:index], text, *self._pieces[index + 1 :], self._foot))

    def _code(self, node: cst.CSTNode) -> str:
        return self.module.code_for_node(node)


def _with_child(parent: cst.CSTNode, child: cst.CSTNode, instead: cst.CSTNode) -> cst.CSTNode:
    """As deep_replace, which would look through the whole statement."""
    for field in fields(parent):
        value = getattr(parent, field.name)
        if value is child:
            return parent.with_changes(**{field.name: instead})
        if isinstance(value, Sequence) and any(one is child for one in value):
            return parent.with_changes(**{field.name: [instead if one is child else one for one in value]})
    raise ValueError("no child of this node")


_Meaning = tuple[int, str]


def _meaning(index: int, text: str) -> _Meaning | None:
    """What a statement says, without its form; None when it does not compile."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a comparison with `is`, say
            tree = ast.parse(text)
            compile(tree, "mutant", "exec")
    except (SyntaxError, ValueError):
        return None
    return index, ast.dump(tree)


def _difference(before: str, after: str) -> tuple[int, str, str]:
    """The number of the first line that differs, and the lines between those that both begin and end with."""
    old, new = before.splitlines(), after.splitlines()
    shortest = min(len(old), len(new))
    head = next((n for n in range(shortest) if old[n] != new[n]), shortest)
    rest = shortest - head
    tail = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    if head == len(old) - tail or head == len(new) - tail:  # nothing but added or dropped: the line before says where
        head = max(0, head - 1)
    return head + 1, _dedented(old[head : len(old) - tail]), _dedented(new[head : len(new) - tail])


def _dedented(lines: Sequence[str]) -> str:
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[margin:] for line in lines)
