"""Calls that an assignment forbids to some functions: seen by the watch when the function runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from real_parts import needed
from test_forbidden_calls import CALLS, settings

from grader.judge.forbidden import find_forbidden
from grader.remote.loopback import bind
from grader.remote.outcomes import ForbiddenCall

AT_RUN_TIME = """
import torch
import torch.nn.functional as F


def plain(x, w):
    return F.conv2d(x, w)


def hidden(x, w):
    for name in dir(F):
        if len(name) == 6 and name[:4] == 'con' + chr(118) and name.endswith('2d'):
            return getattr(F, name)(x, w)


def operator(x, w):
    return torch.ops.aten.convolution(x, w, None, [1, 1], [0, 0], [1, 1], False, [0, 0], 1)


def with_modes_off(x, w):
    with torch._C.DisableTorchFunction():
        return F.conv2d(x, w)


def caught(x, w):
    try:
        return F.conv2d(x, w)
    except BaseException:
        return x


def caught_and_raised(x, w):
    try:
        return F.conv2d(x, w)
    except BaseException:
        raise ValueError from None


def layer(x, w):
    return torch.nn.Conv2d(3, 2, 2)(x)


class Backward(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return 2 * x

    @staticmethod
    def backward(ctx, upstream):
        return F.conv2d(upstream, torch.ones(3, 3, 1, 1))


def in_backward(x, w):
    x = x.clone().requires_grad_()
    Backward.apply(x).sum().backward()
    return x.grad


def right(x, w):
    return torch.einsum('bchw,ocij->bo', x, w)


def named(name):
    return getattr(F, name)


def by_a_name_that_is_handed_on(x, w):
    return named('conv2d')(x, w)


def by_a_map(x, w):
    return list(map(getattr, [F], ['conv2d']))[0](x, w)


def out_of_a_copied_dict(x, w):
    return dict(vars(F))['conv2d'](x, w)


def by_a_pattern(x, w):
    match F:
        case object(conv2d=windows):
            return windows(x, w)


class Own:
    conv2d = unfold = None


def asked(thing, x, w):
    return thing.conv2d(x, w)


def by_an_attribute_that_an_own_class_has_too(x, w):
    return asked(F, x, w)


def by_a_method_that_an_own_class_has_too(x, w):
    return x.unfold(2, 2, 1)


def of_operators_in_a_list(x, w):
    for operators in [torch.ops.aten]:
        return operators.convolution(x, w, None, [1, 1], [0, 0], [1, 1], False, [0, 0], 1)
"""
NOT_IN_THE_SOURCE = (
    "hidden",
    "by_a_name_that_is_handed_on",
    "by_a_map",
    "out_of_a_copied_dict",
    "by_a_pattern",
    "by_an_attribute_that_an_own_class_has_too",
    "by_a_method_that_an_own_class_has_too",
    "of_operators_in_a_list",
)


@pytest.fixture
def at_run_time(tmp_path: Path) -> Any:
    needed("torch")
    path = tmp_path / "student.py"
    path.write_text(AT_RUN_TIME)
    return bind(path, name="_forbidden_at_run_time")


@pytest.mark.parametrize(
    "name",
    [*"plain operator with_modes_off caught caught_and_raised layer in_backward".split(), *NOT_IN_THE_SOURCE],
)
def test_a_forbidden_call_is_seen_at_run_time(at_run_time: Any, name: str) -> None:
    torch = needed("torch")
    x, w = torch.ones(1, 3, 4, 4), torch.ones(2, 3, 2, 2)
    at_run_time.watch(CALLS)
    with pytest.raises(ForbiddenCall, match=r"calls torch\.[\w.]*(conv|unfold)\w*, and is to be written without it"):
        getattr(at_run_time.module, name)(x, w)
    at_run_time.module.right(x, w)  # the modes are gone, and what is right is not minded
    at_run_time.watch(())
    if name != "caught_and_raised":
        getattr(at_run_time.module, name)(x, w)


def test_these_are_left_to_the_watch() -> None:
    assert find_forbidden({"own.py": AT_RUN_TIME.encode()}, settings("right", *NOT_IN_THE_SOURCE)) == {}
