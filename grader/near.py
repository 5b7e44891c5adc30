"""Wrong names are answered with the right ones: "did you mean mlp_numpy?"."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, names: Iterable[str]) -> str:
    """The name that is most like `word`, upper and lower case aside; "" where none is like it."""
    by_lower = {name.lower(): name for name in names}
    found = difflib.get_close_matches(word.lower(), by_lower, 1)
    return by_lower[found[0]] if found else ""


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """What to say after "no … is called `word`": the name that is meant, or else all there are."""
    every = list(names)
    near = nearest(word, every)
    return f"did you mean {near}?" if near else f"there is: {', '.join(every) or 'none'}"
