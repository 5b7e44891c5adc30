"""Torch tensors on the wire, and vector-Jacobian products; imported only where torch is."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from typing import Any

import torch

from grader.remote.decoder import Decoder
from grader.remote.encoder import Encoder
from grader.remote.outcomes import WireError
from grader.remote.values import Unencodable, Wire

# torch dtype name → the numpy dtype whose bytes it has
DTYPES: dict[str, tuple[torch.dtype, str]] = {
    "bool": (torch.bool, "|b1"),
    "uint8": (torch.uint8, "|u1"),
    "int8": (torch.int8, "|i1"),
    "int16": (torch.int16, "<i2"),
    "int32": (torch.int32, "<i4"),
    "int64": (torch.int64, "<i8"),
    "float16": (torch.float16, "<f2"),
    "bfloat16": (torch.bfloat16, "<i2"),
    "float32": (torch.float32, "<f4"),
    "float64": (torch.float64, "<f8"),
    "complex64": (torch.complex64, "<c8"),
    "complex128": (torch.complex128, "<c16"),
}
_NAMES = {dtype: name for name, (dtype, _) in DTYPES.items()}


class GraphlessTensor(torch.Tensor):
    """A tensor that had a graph where it came from. Its values are here, its graph is not."""

    _advice = "has no graph here: its graph stayed with the student's code; use remote.vjp(f, inputs, cotangent)"

    def backward(self, *_: object, **__: object) -> None:
        raise TypeError(f"a tensor returned by a submission {self._advice}")

    @property
    def grad(self) -> None:  # type: ignore[override]  # refuses all uses alike
        raise TypeError(f"the .grad of a tensor returned by a submission {self._advice}")

    # results of operations with it are plain tensors
    __torch_function__ = torch._C._disabled_torch_function_impl  # type: ignore[assignment]  # as torch.nn.Parameter does


def encode_tensor(encoder: Encoder, value: Any) -> Wire | None:
    """The form of a dense tensor with values; None for anything else (sparse, quantised, on no device)."""
    if not issubclass(type(value), torch.Tensor):
        return None
    with torch._C.DisableTorchFunctionSubclass():  # what a subclass overrides is not asked
        name = _NAMES.get(_own(value, "dtype"))
        dense = _own(value, "layout") is torch.strided and _own(value, "device").type in ("cpu", "cuda")
        if name is None or not dense:
            return None
        wants_gradient: bool = _own(value, "requires_grad")
        has_graph = wants_gradient and not _own(value, "is_leaf")
        if has_graph and not encoder.lenient:
            raise Unencodable("a tensor with a graph cannot be sent: detach() it, or use remote.vjp")
        plain = torch.Tensor.as_subclass(torch.Tensor.detach(value), torch.Tensor)
        return encoder.once(value, lambda: _form(encoder, plain, name, wants_gradient, has_graph))


def _own(value: Any, attribute: str) -> Any:
    return getattr(torch.Tensor, attribute).__get__(value)


def _form(encoder: Encoder, plain: torch.Tensor, name: str, wants_gradient: bool, has_graph: bool) -> Wire:
    plain = plain.cpu().resolve_conj().resolve_neg()
    if name == "bfloat16":
        plain = plain.view(torch.int16)
    return ["T", name, list(plain.shape), wants_gradient, has_graph, encoder.add_buffer(plain.numpy())]


def decode_tensor(decoder: Decoder, rest: Sequence[Any]) -> torch.Tensor:
    name, shape, requires_grad, has_graph, index = rest
    if name not in DTYPES or type(requires_grad) is not bool or type(has_graph) is not bool:
        raise WireError("a malformed tensor")
    _, numpy_name = DTYPES[name]
    tensor = torch.from_numpy(decoder.array(numpy_name, shape, index))
    if name == "bfloat16":
        tensor = tensor.view(torch.bfloat16)
    if has_graph:
        tensor = tensor.as_subclass(GraphlessTensor)
    elif requires_grad:
        tensor.requires_grad_(True)
    return tensor


def vjp(
    function: Callable[..., Any], inputs: Sequence[Any], cotangent: torch.Tensor
) -> tuple[torch.Tensor, list[torch.Tensor | None]]:
    """f(*inputs) and the vector-Jacobian product with `cotangent` (of the output's shape) for every floating tensor.

    Other inputs (a stride, say) are passed as they are; their gradient is None, as that of a tensor f does not use.
    """
    differentiable = [isinstance(value, torch.Tensor) and value.is_floating_point() for value in inputs]
    leaves = [
        value.detach().clone().requires_grad_(True) if wanted else value
        for value, wanted in zip(inputs, differentiable, strict=True)
    ]
    with torch.enable_grad():
        output = function(*leaves)
        if not isinstance(output, torch.Tensor):
            raise TypeError(f"expected a tensor to differentiate, got {type(output).__name__}")
        wanted = [leaf for leaf, chosen in zip(leaves, differentiable, strict=True) if chosen]
        found = iter(torch.autograd.grad(output, wanted, cotangent, allow_unused=True))
    return output.detach(), [next(found) if chosen else None for chosen in differentiable]


def warm() -> None:
    """First operations, on one thread: a parent that ran operations on two would hang its forks."""
    torch.set_num_threads(1)
    for name in ("torch._dynamo", "torch.utils.data"):  # imported by the first optimizer otherwise, in every fork
        importlib.import_module(name)
    image = torch.zeros(1, 1, 8, 8)
    net = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(72, 2))
    optimizer = torch.optim.Adam(net.parameters())
    torch.nn.functional.cross_entropy(net(image), torch.zeros(1, dtype=torch.int64)).backward()  # type: ignore[no-untyped-call]  # torch
    optimizer.step()


def register() -> None:
    """From now on tensors can be sent and received."""
    if encode_tensor not in Encoder.extensions:
        Encoder.extensions.append(encode_tensor)
        Decoder.extensions["T"] = decode_tensor


register()
