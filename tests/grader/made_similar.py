"""Solutions of the repository's own assignments, and copies of them in other clothes."""

from __future__ import annotations

import ast
import builtins
import random
from functools import cache

from real_parts import REPOSITORY

from grader.course import load_assignment
from grader.release import stub
from grader.validate.overlay import read_variants

HONEST = [  # each of the two has written most of the assignment in a way of its own
    ("mlp_numpy", "bias_as_a_row_of_the_weights", "flat_parameters"),
    ("mlp_numpy", "tape_of_steps", "flat_parameters"),
    ("mlp_numpy", "methods_of_a_class", "tape_of_steps"),
    ("moons", "layers_are_objects", "perceptron_is_a_network"),
    ("moons", "layers_are_objects", "float32_everywhere"),
    ("mnist_scratch", "two_layers_by_name", "cache_is_an_object"),
    ("mnist_scratch", "methods_of_a_class", "rows_inside"),
]


@cache
def reference_of(slug: str) -> str:
    return load_assignment(REPOSITORY, slug).reference_file.read_text(encoding="utf-8")


@cache
def given_of(slug: str) -> str:
    return stub(load_assignment(REPOSITORY, slug))


def variant_of(slug: str, name: str) -> str:
    """What the variant itself has, without what it takes from the reference."""
    folder = load_assignment(REPOSITORY, slug).tests_folder / "variants"
    assert name in {variant.name for variant in read_variants(folder, reference_of(slug))}
    return (folder / f"{name}.py").read_text(encoding="utf-8")


def dressed(source: str, seed: int = 0, prints: int = 0) -> str:
    """Other names and layout, no comments, functions in another order, a print before each so-manyth statement."""
    tree = ast.parse(source)
    by_keyword = {one.arg for node in ast.walk(tree) if isinstance(node, ast.Call) for one in node.keywords if one.arg}
    kept = {*by_keyword, *dir(builtins), "np", "torch", "nn", "F"}
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id not in kept:
            node.id = names.setdefault(node.id, f"name_{seed}_{len(names)}")
        elif isinstance(node, ast.arg) and node.arg not in kept:
            node.arg = names.setdefault(node.arg, f"name_{seed}_{len(names)}")
        if prints and isinstance(node, ast.FunctionDef):
            for place in range(len(node.body) - 1, 0, -prints):
                node.body.insert(place, ast.parse("print('here')").body[0])
    random.Random(seed).shuffle(tree.body)
    return ast.unparse(tree) + "\n"
