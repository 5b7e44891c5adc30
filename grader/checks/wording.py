"""How shapes, entries and numbers are written in a message."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

MAX_TEXT = 80


def shape_text(shape: Sequence[int]) -> str:
    """A shape as NumPy writes it; () is called what it is."""
    if len(shape) == 0:
        return "() (a single number)"
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def index_text(index: Iterable[Any]) -> str:
    """An entry's place as it is written in brackets: [2, 0]."""
    return f"[{', '.join(str(int(part)) for part in index)}]"


def number_text(value: Any) -> str:
    """A number to six significant digits; whole numbers in full."""
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    if isinstance(value, (int, np.integer)):
        return clipped(str(int(value)))
    if isinstance(value, (complex, np.complexfloating)):
        return f"{complex(value):.6g}"
    return f"{float(value):.6g}"


def plural(count: int, noun: str) -> str:
    """1 row, 2 rows, 1,000 rows; nouns in y and ch as English has them."""
    if count != 1:
        noun = noun[:-1] + "ies" if noun.endswith("y") else noun + ("es" if noun.endswith("ch") else "s")
    return f"{count:,} {noun}"


def listing(items: Sequence[str], limit: int = 4) -> str:
    """a, b and c; what is beyond `limit` is counted; "none" without items."""
    if not items:
        return "none"
    shown = list(items[:limit])
    if len(items) > limit:
        shown.append(f"{len(items) - limit} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def clipped(text: str) -> str:
    """Text of a student's making, cut to a length that fits a message."""
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def article(noun: str) -> str:
    """The noun with "a" or "an" before it."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"
