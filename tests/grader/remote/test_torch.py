"""Tensors, modules and gradients, with torch on both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from places import InProcess, Place, Sandboxed, started
from real_parts import needed

from grader import remote
from grader.remote.outcomes import RemoteError
from grader.sandbox.forkserver import ForkServer

torch = needed("torch")

SOURCE = """
import torch
from torch import nn
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, power):
        ctx.save_for_backward(x)
        ctx.power = power
        return x ** power
    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        return grad * ctx.power * x ** (ctx.power - 1), None
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(3, 2)
    def forward(self, x):
        return self.linear(x)
def echo(x):
    return x
def describe(x):
    return str(x.dtype), tuple(x.shape), x.requires_grad, x.grad_fn is None, x.is_leaf
def scaled(x):
    return x * 2
def loss(net, x):
    return net(x).sum()
def step(net, optimizer, x):
    optimizer.zero_grad()
    net(x).sum().backward()
    optimizer.step()
def draw(generator):
    return torch.rand(3, generator=generator)
def count(loader):
    return [tuple(x.shape) for x, _ in loader]
def special(name):
    return {"sparse": lambda: torch.eye(2).to_sparse(), "meta": lambda: torch.empty(2, device="meta"),
            "expanded": lambda: torch.ones(1).expand(10**9)}[name]()
class Liar(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return 99
    def numpy(self):
        return "other"
    shape = (99,)
def liar():
    return torch.ones(2).as_subclass(Liar)
def inner():
    return torch.ones(2).conj(), torch.arange(6).reshape(2, 3).T, nn.Parameter(torch.ones(2)), torch.Size([1, 2])
def forget_mode(x):
    torch.set_grad_enabled(False)
    return x
def uses_global():
    torch.rand(1)
def big():
    return torch.ones(10**12)
"""


@pytest.fixture(scope="module")
def torch_server() -> Iterator[ForkServer]:
    yield from started(("numpy", "torch", "msgspec", "parso"))


@pytest.fixture(params=["in-process", "sandbox"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "in-process":
        grad_mode, state = torch.is_grad_enabled(), torch.get_rng_state()
        yield InProcess(tmp_path)
        torch.set_grad_enabled(grad_mode)
        torch.set_rng_state(state)
        return
    found = Sandboxed(request.getfixturevalue("torch_server"))
    yield found
    found.close()


@pytest.fixture
def module(place: Place) -> Any:
    return place.load(SOURCE).module


@pytest.mark.parametrize(
    "dtype", "bool uint8 int8 int16 int32 int64 float16 bfloat16 float32 float64 complex64 complex128".split()
)
def test_every_dtype_crosses(module: Any, dtype: str) -> None:
    for shape in ((2, 3), (), (0, 4)):
        sent = (torch.rand(shape) * 10).to(getattr(torch, dtype))
        got = module.echo(sent)
        assert type(got) is torch.Tensor
        assert got.dtype == sent.dtype
        assert torch.equal(got, sent)


def test_layouts_arrive_by_their_values(module: Any) -> None:
    conjugate, transposed, parameter, size = module.inner()
    assert torch.equal(transposed, torch.arange(6).reshape(2, 3).T)
    assert (conjugate.tolist(), size, type(size)) == ([1, 1], (1, 2), tuple)
    assert (type(parameter), parameter.requires_grad, parameter.is_leaf) == (torch.Tensor, True, True)


def test_a_leaf_that_wants_a_gradient_is_one_there(module: Any) -> None:
    x = torch.ones(2, 3, requires_grad=True)
    assert module.describe(x) == ("torch.float32", (2, 3), True, True, True)
    assert module.describe(x.detach()) == ("torch.float32", (2, 3), False, True, True)


def test_a_tensor_with_a_graph_is_not_sent(module: Any) -> None:
    with pytest.raises(Exception, match="detach"):
        module.echo(torch.ones(2, requires_grad=True) * 2)


def test_a_result_with_a_graph_is_marked_and_advises(module: Any) -> None:
    result = module.scaled(torch.ones(2, requires_grad=True))
    assert result.tolist() == [2, 2]
    torch.testing.assert_close(result, torch.full((2,), 2.0))
    with pytest.raises(TypeError, match=r"remote\.vjp"):
        result.backward()
    with pytest.raises(TypeError, match=r"remote\.vjp"):
        _ = result.grad
    assert type(result + 1) is torch.Tensor
    assert module.describe(result)[2:] == (False, True, True)


@pytest.mark.parametrize("name", ["sparse", "meta"])
def test_a_tensor_without_plain_values_stays(module: Any, name: str) -> None:
    assert remote.is_handle(module.special(name))


def test_an_expanded_view_is_refused(module: Any) -> None:
    with pytest.raises(BaseException, match="MiB") as caught:
        module.special("expanded")
    assert not isinstance(caught.value, Exception)


def test_what_a_subclass_says_of_itself_is_not_asked(module: Any) -> None:
    got = module.liar()
    assert (type(got), got.tolist()) == (torch.Tensor, [1, 1])


def test_memory_that_torch_cannot_have_is_the_memory_limit(module: Any) -> None:
    with pytest.raises(BaseException, match=r"memory limit|out of memory: .*4000000000000 bytes") as caught:
        module.big()
    assert not isinstance(caught.value, Exception)


def test_vjp_of_a_function_by_hand(module: Any) -> None:
    x = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)
    cotangent = torch.tensor([1.0, -1.0, 0.5], dtype=torch.float64)
    value, (gradient, none) = remote.vjp(module.Square.apply, [x, 3], cotangent)
    assert torch.equal(value, x**3)
    torch.testing.assert_close(gradient, cotangent * 3 * x**2)
    assert none is None


def test_vjp_of_a_module(module: Any) -> None:
    net = module.Net()
    x = torch.ones(4, 3)
    value, (gradient,) = remote.vjp(net, [x], torch.ones(4, 2))
    weight = net.linear.weight
    torch.testing.assert_close(gradient, weight.detach().sum(0).expand(4, 3))
    assert value.shape == (4, 2)


def test_vjp_of_what_returns_no_tensor_says_so(module: Any) -> None:
    with pytest.raises(TypeError, match="got tuple"):
        remote.vjp(module.describe, [torch.ones(2)], torch.ones(2))


def test_modules_and_optimizers_stay_there(module: Any) -> None:
    net = module.Net()
    assert remote.is_handle(net)
    optimizer = remote.make(module, "torch.optim.SGD", net.parameters(), lr=0.5)
    assert remote.is_handle(optimizer)
    x = torch.ones(1, 3)
    before = net.linear.weight.detach()
    module.step(net, optimizer, x)
    torch.testing.assert_close(net.linear.weight.detach(), before - 0.5)
    assert set(net.state_dict()) == {"linear.weight", "linear.bias"}
    net.load_state_dict({"linear.weight": torch.zeros(2, 3), "linear.bias": torch.zeros(2)})
    assert float(module.loss(net, x)) == 0.0


def test_datasets_and_loaders_are_made_there(module: Any) -> None:
    dataset = remote.make(module, "torch.utils.data.TensorDataset", torch.zeros(5, 2), torch.zeros(5))
    loader = remote.make(module, "torch.utils.data.DataLoader", dataset, batch_size=2)
    assert module.count(loader) == [(2, 2), (2, 2), (1, 2)]


def test_a_generator_advances_as_it_would_here(module: Any) -> None:
    own, expected = torch.Generator().manual_seed(3), torch.Generator().manual_seed(3)
    assert torch.equal(module.draw(own), torch.rand(3, generator=expected))
    assert torch.equal(module.draw(own), torch.rand(3, generator=expected))
    assert torch.equal(own.get_state(), expected.get_state())


def test_gradient_mode_and_global_generator_are_watched(module: Any) -> None:
    effects = remote.observe(module.forget_mode, torch.ones(1)).effects
    assert (effects.grad_mode_changed, effects.global_random) == (True, ())
    effects = remote.observe(module.uses_global).effects
    assert effects.global_random == ("torch",)


CONVERSIONS: dict[str, Callable[[Any], object]] = {
    "tensor": torch.tensor,
    "as_tensor": torch.as_tensor,
    "from_numpy": torch.from_numpy,
    "function": torch.exp,
    "add": lambda h: torch.ones(2) + h,
    "equal": lambda h: torch.equal(torch.ones(2), h),
    "allclose": lambda h: torch.allclose(h, torch.ones(2)),
    "assign": lambda h: torch.zeros(2).__setitem__(0, h),
    "assert_close": lambda h: torch.testing.assert_close(h, torch.ones(2)),
    "layer": lambda h: torch.nn.functional.relu(h),
    "tensor ==": lambda h: torch.ones(2) == h,
}


@pytest.mark.parametrize("convert", CONVERSIONS.values(), ids=CONVERSIONS.keys())
def test_torch_makes_no_tensor_of_a_handle(module: Any, convert: Callable[[Any], object]) -> None:
    with pytest.raises((TypeError, RuntimeError)):
        convert(module.Net())
    holder = remote.make(module, "torch.utils.data.TensorDataset", torch.zeros(5))  # it has a length and items
    with pytest.raises((TypeError, RuntimeError)):
        convert(holder)


def test_numpy_makes_no_array_of_a_module(module: Any) -> None:
    with pytest.raises(TypeError):
        np.asarray(module.Net())


def test_an_exception_of_torch_comes_back(module: Any) -> None:
    with pytest.raises(RuntimeError, match="shapes cannot be multiplied") as caught:
        module.loss(module.Net(), torch.ones(1, 5))
    assert isinstance(caught.value, RemoteError)
