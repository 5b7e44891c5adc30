"""A handle never becomes a value by itself, whoever asks."""

from __future__ import annotations

import copy
import operator
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from places import Place

from grader import remote
from grader.remote.handles import Handle
from grader.remote.outcomes import LimitReached, RemoteError

SOURCE = """
import numpy as np
class Node:
    label = "leaf"
    def __init__(self, value):
        self.value = value
    def __add__(self, other):
        return Node(self.value + getattr(other, "value", other))
    __radd__ = __add__
    def __matmul__(self, other):
        return Node(self.value @ getattr(other, "value", other))
    def __rmatmul__(self, other):
        return Node(getattr(other, "value", other) @ self.value)
    def __rsub__(self, other):
        return Node(other - self.value)
    def __neg__(self):
        return Node(-self.value)
    def __getitem__(self, index):
        return self.value[index]
    def __setitem__(self, index, value):
        self.value[index] = value
    def __len__(self):
        return len(self.value)
    def __iter__(self):
        return iter(self.value)
    def __call__(self, x, scale=1):
        return x * scale
    __array_ufunc__ = None
class Liar(Node):
    def __eq__(self, other):
        return True
    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    __ne__ = __eq__
    __hash__ = None
    def __bool__(self):
        return True
    def __float__(self):
        return 0.99
    __index__ = __int__ = lambda self: 1
    def __contains__(self, item):
        return True
    def __array__(self, *args, **kwargs):
        return np.zeros(3)
    @property
    def __array_interface__(self):
        return {"shape": (3,), "typestr": "<f8", "data": (4096, False), "version": 3}
    def __torch_function__(self, *args, **kwargs):
        return 1
class Count:
    def __init__(self, n, item):
        self.n, self.item = n, item
    def __iter__(self):
        for _ in range(self.n):
            yield self.item
def big():
    return Count(100, np.zeros(2 << 20))
def fails():
    def produce():
        yield 1
        raise ValueError("half way")
    return produce()
def identical(a, b):
    return a is b
def twice(f, x):
    return f(f(x))
def inc(x):
    return x + 1
"""


@pytest.fixture
def module(place: Place) -> Any:
    return place.load(SOURCE).module


@pytest.fixture
def node(module: Any) -> Any:
    found = module.Node(np.arange(3.0))
    assert type(found) is Handle
    return found


@pytest.fixture
def liar(module: Any) -> Any:
    return module.Liar(np.arange(3.0))


CONVERSIONS: dict[str, Callable[[Any], object]] = {
    "bool": bool,
    "float": float,
    "int": int,
    "complex": complex,
    "index": operator.index,
    "as an index": lambda h: [1, 2][h],
    "round": round,
    "hash": hash,
    "in a set": lambda h: {h},
    "in a dict": lambda h: {h: 1},
    "==": lambda h: h == 1,
    "1 ==": lambda h: 1 == h,  # noqa: SIM300 - the reflected comparison is what is asked
    "!=": lambda h: h != 1,
    "<": lambda h: h < 1,
    ">=": lambda h: h >= 1,
    "in": lambda h: 1 in h,
    "in a list": lambda h: h in [object()],
    "array ==": lambda h: np.ones(3) == h,
    "scalar ==": lambda h: np.float64(1) == h,
    "scalar <": lambda h: np.float64(1) < h,
    "asarray": np.asarray,
    "array": np.array,
    "array of a list": lambda h: np.array([h]),
    "array of floats": lambda h: np.array([h], dtype=float),
    "array of a nested list": lambda h: np.array([[h, 1.0], [2.0, 3.0]]),
    "asarray of floats": lambda h: np.asarray(h, dtype=float),
    "fill": lambda h: np.full(3, h, dtype=float),
    "assign": lambda h: operator.setitem(np.zeros(3), 0, h),
    "assign all": lambda h: operator.setitem(np.zeros(3), ..., h),
    "ufunc": np.exp,
    "ufunc of two": lambda h: np.add(np.ones(3), h),
    "reduction": np.sum,
    "concatenate": lambda h: np.concatenate([h, h]),
    "isfinite": np.isfinite,
    "allclose": lambda h: np.allclose(h, np.zeros(3)),
    "assert_allclose": lambda h: np.testing.assert_allclose(h, np.arange(3.0)),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "deepcopy of a dict": lambda h: copy.deepcopy({"cache": h}),
    "pickle": pickle.dumps,
    "format": lambda h: f"{h:.3f}",
    "subclass": lambda h: type("Mine", (h,), {}),
    "subclass of Handle": lambda h: type("Mine", (type(h),), {}),
}


@pytest.mark.parametrize("convert", CONVERSIONS.values(), ids=CONVERSIONS.keys())
def test_a_handle_refuses(liar: Any, convert: Callable[[Any], object]) -> None:
    with pytest.raises((TypeError, ValueError), match=r"Handle|submission|sequence|MRO"):
        convert(liar)


def test_numpy_finds_no_protocol_on_a_handle(liar: Any) -> None:
    for name in ("__array_interface__", "__array_struct__", "__cuda_array_interface__", "__buffer__"):
        assert not hasattr(liar, name)


def test_a_class_of_the_submission_cannot_be_subclassed_here(module: Any) -> None:
    with pytest.raises(TypeError, match="in a probe"):

        class Mine(module.Node):
            pass


def test_arithmetic_is_done_there_from_both_sides(node: Any) -> None:
    x = np.ones(3)
    np.testing.assert_array_equal((node + x).value, [1, 2, 3])
    np.testing.assert_array_equal((x + node).value, [1, 2, 3])
    np.testing.assert_array_equal((np.float64(2) + node).value, [2, 3, 4])
    np.testing.assert_array_equal((5 - node).value, [5, 4, 3])
    np.testing.assert_array_equal((node + node).value, [0, 2, 4])
    np.testing.assert_array_equal((-node).value, [0, -1, -2])
    assert (x @ node).value == 3.0
    assert (node @ x).value == 3.0


def test_attributes_items_and_calls_are_asked_there(node: Any) -> None:
    node.value = np.array([7.0, 8.0])
    node[1] = 9.0
    assert (node[0], node[1], len(node), node.label, node(2, scale=3)) == (7.0, 9.0, 2, "leaf", 6)
    assert [float(item) for item in node] == [7.0, 9.0]
    assert not hasattr(node, "absent")
    with pytest.raises(AttributeError, match="absent"):
        _ = node.absent


def test_iterating_stops_where_the_object_does(module: Any) -> None:
    assert list(module.Count(3, 5)) == [5, 5, 5]
    with pytest.raises(RemoteError, match="half way"):
        list(module.fails())


def test_an_iteration_hands_over_no_more_than_a_message_may(module: Any) -> None:
    with pytest.raises(LimitReached):
        list(module.big())


def test_a_handle_stands_for_its_object(module: Any, node: Any) -> None:
    other = module.Node(1)
    assert module.identical(node, node)
    assert not module.identical(node, other)
    assert module.identical(node.value, node.value) is False  # values are copies


def test_a_function_of_the_submission_can_be_an_argument(module: Any) -> None:
    assert module.twice(module.inc, 3) == 5


def test_handles_of_two_submissions_do_not_mix(place: Place, node: Any) -> None:
    other = place.load("def inc(x):\n    return x\n")
    with pytest.raises(Exception, match="another submission"):
        other.module.inc(node)


def test_what_nobody_holds_is_given_back(place: Place) -> None:
    source = "import gc\nclass Thing:\n    pass\ndef make():\n    return Thing()\n"
    source += "def alive():\n    return sum(type(o) is Thing for o in gc.get_objects())\n"
    module = place.load(source).module
    kept, dropped = module.make(), module.make()
    assert module.alive() == 2
    del dropped
    assert module.alive() == 1
    assert remote.is_handle(kept)


def test_repr_is_local(node: Any) -> None:
    assert (repr(node), str([node])) == ("<a Node of the submission>", "[<a Node of the submission>]")


def test_an_allow_listed_object_is_made_there(module: Any) -> None:
    rng = remote.make(module, "numpy.random.default_rng", 3)
    np.testing.assert_array_equal(rng.standard_normal(3), np.random.default_rng(3).standard_normal(3))
    with pytest.raises(ValueError, match="cannot be made"):
        remote.make(module, "os.system", "true")
