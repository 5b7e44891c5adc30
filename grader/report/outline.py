"""A student's own HTML put in order for who moves along headings, links and tables: a filter behind bleach's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

Token = dict[str, Any]  # as html5lib's tree walkers have it
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
# What says nothing where it holds nothing, and what it becomes then.
_WITHOUT_WORDS: Final = {**dict.fromkeys(_HEADINGS, "p"), "th": "td", "a": "span"}
_SCROLLS: Final = {"class": "scroll", "tabindex": "0", "role": "group", "aria-label": "Table"}


def outlined(source: Iterable[Token]) -> Iterator[Token]:
    """Headings begin below the page's own, and leave no level out. A heading, a heading of a column and a link without
    words are none. A picture without a description has an empty one. A table scrolls in itself."""
    tokens = list(source)
    _drop_what_is_empty(tokens)
    above: list[int] = []  # the levels, as they were written, of the headings that the present one is below
    renamed: list[str] = []
    depth = 0
    for token in tokens:
        kind, name = token["type"], token.get("name")
        if name in _HEADINGS and kind == "StartTag":
            level = _HEADINGS.index(name)
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
            renamed.append(_HEADINGS[min(len(above), len(_HEADINGS) - 1)])
            yield {**token, "name": renamed[-1]}
        elif name in _HEADINGS and kind == "EndTag":
            yield {**token, "name": renamed.pop()}
        elif name == "img":
            yield {**token, "data": {(None, "alt"): "", **token["data"]}}
        elif name == "table" and kind == "StartTag":
            depth += 1
            yield from [_tag("StartTag", "div", _SCROLLS), token] if depth == 1 else [token]
        elif name == "table" and kind == "EndTag":
            depth -= 1
            yield from [token, _tag("EndTag", "div", {})] if depth == 0 else [token]
        else:
            yield token


def _drop_what_is_empty(tokens: list[Token]) -> None:
    """Renames, in place, what has no words and no picture in it."""
    begun: list[int] = []
    spoken: set[int] = set()
    for place, token in enumerate(tokens):
        kind = token["type"]
        if kind == "StartTag":
            begun.append(place)
        elif kind == "EndTag":
            begin = begun.pop()
            other = _WITHOUT_WORDS.get(token["name"])
            if other is not None and begin not in spoken:
                tokens[begin] = _tag("StartTag", other, {})
                tokens[place] = {**token, "name": other}
            elif begin in spoken and begun:
                spoken.add(begun[-1])
        elif begun and (kind in ("Characters", "Entity") or token.get("name") == "img"):
            spoken.add(begun[-1])


def _tag(kind: str, name: str, attributes: dict[str, str]) -> Token:
    data = {(None, key): value for key, value in attributes.items()}
    return {"type": kind, "name": name, "namespace": None, "data": data}
