"""A number explained by the sizes at hand: "the batch has 5 examples"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

BATCH = ("batch", "N", "n", "m", "b", "batch_size", "examples")
CLASSES = ("K", "classes", "num_classes")


@dataclass(frozen=True)
class Size:
    """A size, or a product of two, and how to say what has it."""

    value: int
    phrase: str
    is_batch: bool = False


def named_sizes(sizes: Mapping[str, int]) -> list[Size]:
    """The sizes above 1, the batch first, then products of two of them; each value once."""
    found: dict[int, Size] = {}
    for key in sorted(sizes, key=lambda key: (key not in BATCH, key not in CLASSES)):
        value = int(sizes[key])
        if value > 1 and value not in found:
            found[value] = Size(value, _phrase(key, value), key in BATCH)
    for product in _products(list(found.values())):
        found.setdefault(product.value, product)
    return list(found.values())


def batch_size(sizes: Mapping[str, int]) -> int | None:
    """The batch's size, if it is among the sizes."""
    return next((int(sizes[key]) for key in BATCH if key in sizes), None)


def _products(singles: list[Size]) -> Iterator[Size]:
    for one, other in combinations(singles, 2):
        yield Size(
            one.value * other.value,
            f"{one.value} · {other.value} = {one.value * other.value}: {one.phrase}, {other.phrase}",
        )


def _phrase(key: str, value: int) -> str:
    if key in BATCH:
        return f"the batch has {value} examples"
    if key in CLASSES:
        return f"there are {value} classes"
    return f"{key} is {value}"
