"""Run next to the student's code: they gather evidence and hold no answer."""

from __future__ import annotations

import atexit
import copy
import inspect
import operator
import os
import shutil
import tempfile
from collections import UserDict
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode
from torch.utils.data import DataLoader, Dataset

from grader.remote import probe


@probe
def path(name: str) -> str:
    """Where a file of that name can be written: a new folder, which goes when this process ends."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return str(Path(folder) / name)


@probe
def as_path(file: str) -> Path:
    """The same path, as an object."""
    return Path(file)


@probe
def saved(file: str | Path) -> Any:
    """What a checkpoint holds, read with weights_only; text says why it cannot be read. None: no dict of tensors."""
    try:
        held = torch.load(file, weights_only=True)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with the file
        return f"{type(error).__name__}: {error}".partition("\n")[0]
    if not isinstance(held, dict) or not all(isinstance(value, Tensor) for value in held.values()):
        return None
    return {name: value.clone() for name, value in held.items()}


@probe
def left_behind(function: Callable[..., Any], *arguments: Any) -> tuple[dict[str, list[str]], list[list[Any]]]:
    """What lies in the folder that was the current one, and in that for temporary files, after a call; its lists.

    Both are new ones, for the call alone. A path that is written out, /tmp/best.pt say, leads to the folder that there
    was before for temporary files: what is new in that one counts with the rest.
    """
    before, temporary = Path.cwd(), tempfile.tempdir
    usual = Path(tempfile.gettempdir())
    with tempfile.TemporaryDirectory() as current, tempfile.TemporaryDirectory() as other:
        os.chdir(current)
        tempfile.tempdir = other
        known = {file.name for file in usual.iterdir()}
        try:
            function(*arguments)
            folders = {"in the current folder": current, "among temporary files": other}
            left = {words: sorted(file.name for file in Path(folder).iterdir()) for words, folder in folders.items()}
            left["among temporary files"] += sorted({file.name for file in usual.iterdir()} - known)
            return left, [argument for argument in arguments if isinstance(argument, list)]
        finally:
            os.chdir(before)
            tempfile.tempdir = temporary


class Pairs(Dataset[tuple[Tensor, Tensor]]):
    """A length and pairs by number: no more than a Dataset is said to have."""

    def __init__(self, x: Tensor, y: Tensor) -> None:
        self._x, self._y = x, y

    def __len__(self) -> int:
        return len(self._y)

    def __getitem__(self, index: Any) -> tuple[Tensor, Tensor]:
        try:
            number = operator.index(index)
        except TypeError:
            raise TypeError(f"a Dataset gives pairs by number, and a {type(index).__name__} is none") from None
        return self._x[number], self._y[number]


@probe
def data(x: Tensor, y: Tensor, batch_size: int = 0, shuffle: bool = False) -> Any:
    """A Dataset, or with a batch size a DataLoader, which keeps the order unless it is to shuffle."""
    examples = Pairs(x, y)
    return DataLoader(examples, batch_size=batch_size, shuffle=shuffle) if batch_size else examples


@probe
def part(x: Tensor, y: Tensor, batch_size: int) -> Any:
    """A DataLoader of these examples, in their order, that lie in a Dataset of twice as many."""
    examples = Pairs(torch.cat([x, x + 1]), torch.cat([y, y]))
    return DataLoader(examples, batch_size=batch_size, sampler=range(len(x)))


@probe
def parameters(module: nn.Module) -> dict[str, tuple[Tensor, bool]]:
    """The parameters by name, and whether each asks for a gradient."""
    return {name: (value.detach().clone(), value.requires_grad) for name, value in module.named_parameters()}


@probe
def asking(module: nn.Module) -> dict[str, tuple[int, bool]]:
    """The parameters by name: how many dimensions each has, and whether it asks for a gradient."""
    return {name: (value.dim(), value.requires_grad) for name, value in module.named_parameters()}


@probe
def state(module: nn.Module, names: list[str] | None = None) -> dict[str, Tensor]:
    """Parameters and buffers by name: all of them, or those that are named."""
    found = module.state_dict()
    return {name: found[name].detach().clone() for name in (found if names is None else names) if name in found}


def twin(module: nn.Module, training: bool) -> Any:
    """A copy in that mode; a method `train` of the submission's own may return nothing."""
    copied = copy.deepcopy(module)
    copied.train(training)
    return copied


@probe
def output(module: nn.Module, x: Tensor, training: bool, seed: int = 0) -> Tensor:
    """What a copy of the module gives in that mode, with torch seeded before."""
    return outputs(module, [x], training, seed)[0]


@probe
def outputs(module: nn.Module, batches: list[Tensor], training: bool, seed: int = 0) -> list[Tensor]:
    """What one copy of the module gives for each batch, with torch seeded before each."""
    module, found = twin(module, training), []
    with torch.no_grad():
        for x in batches:
            torch.manual_seed(seed)
            found.append(module(x.clone()))  # one that changes it is another test's matter
    return found


@probe
def gradients(module: nn.Module, x: Tensor, cotangent: Tensor) -> dict[str, Tensor]:
    """The gradients of the module's parameters after one backward pass from its output."""
    module(x).backward(cotangent)
    return {name: value.grad for name, value in module.named_parameters() if value.grad is not None}


# --- activations and initial weights


@probe
def is_module(value: Any) -> bool:
    return isinstance(value, nn.Module)


@probe
def one_object(one: Any, other: Any) -> bool:
    return one is other


class OwnConv2d(nn.Conv2d):
    """A convolution as well."""


class OwnLinear(nn.Linear):
    """A linear layer as well."""


@probe
def layers(seed: int) -> nn.Module:
    """Layers at several depths, the last of them of other kinds: nothing is to be computed with them.

    One is frozen; those that normalise have been trained, and one of them is in evaluation mode.
    """
    torch.manual_seed(seed)
    deep = nn.ModuleDict({"linear": nn.Linear(400, 500), "wide": OwnLinear(700, 300)})
    deep["linear"].requires_grad_(False)
    others = nn.ModuleDict(
        {
            "Conv1d": nn.Conv1d(4, 3, 5),
            "ConvTranspose2d": nn.ConvTranspose2d(3, 4, 3),
            "Embedding": nn.Embedding(5, 3),
            "GroupNorm": nn.GroupNorm(1, 3),
        }
    )
    norm = nn.BatchNorm2d(90)
    for tensor in (*norm.parameters(), *norm.buffers(), *others["GroupNorm"].parameters()):
        tensor.data += torch.randint(1, 9, tensor.shape).to(tensor.dtype)
    norm.eval()
    return nn.Sequential(
        nn.Conv2d(40, 90, (3, 5)),
        norm,
        nn.Sequential(nn.ReLU(), OwnConv2d(64, 32, 5, bias=False), deep),
        others,
    )


@probe
def bare(name: str, seed: int) -> nn.Module:
    """A layer that is inside of no other."""
    torch.manual_seed(seed)
    return nn.Conv2d(6, 5, 3) if name == "nn.Conv2d" else nn.Linear(6, 5)


# --- the network


def weighted(module: nn.Module) -> list[nn.Conv2d | nn.Linear]:
    return [part for part in module.modules() if isinstance(part, nn.Conv2d | nn.Linear)]


@probe
def weights(module: nn.Module) -> dict[str, Tensor]:
    """The weights of all convolutions and linear layers by name."""
    own = {id(part.weight) for part in weighted(module)}
    return {name: value.detach().clone() for name, value in module.named_parameters() if id(value) in own}


@probe
def kinds(module: nn.Module) -> list[str]:
    """Of each convolution and each linear layer, which of the two it is."""
    return ["nn.Conv2d" if isinstance(part, nn.Conv2d) else "nn.Linear" for part in weighted(module)]


@probe
def uniform(module: nn.Module, other: nn.Module | None, factors: dict[int, float]) -> Tensor:
    """The logits for two images of ones, in evaluation mode, when all weights are positive and all maps uniform.

    Weights are replaced by their absolute values, of convolutions those of the middle pixel alone are left, and biases
    are 0: so each channel has the same value everywhere, and how maps are pooled makes no difference. Then layer i has
    factors[i] times its weights. With `other`, that module computes with the first one's weights.
    """
    module = without_biases(twin(module, False))
    with torch.no_grad():
        for index, part in enumerate(weighted(module)):
            weight = part.weight.abs()
            if weight.dim() == 4:
                middle = torch.zeros_like(weight)
                row, column = weight.shape[2] // 2, weight.shape[3] // 2
                middle[:, :, row, column] = weight[:, :, row, column]
                weight = middle
            part.weight.copy_(weight * factors.get(index, 1.0))
        if other is not None:
            module = with_parameters_of(module, twin(other, False))
        return module(torch.ones(2, 3, 32, 32))


@probe
def batch_norms(module: nn.Module) -> int:
    """How many layers normalise by statistics that they keep: in evaluation mode they are linear."""
    return sum(isinstance(part, nn.BatchNorm2d) and part.track_running_stats for part in module.modules())


def without_biases(module: Any) -> Any:
    """Without biases; and batch normalisation, in evaluation mode, hardly changes anything."""
    with torch.no_grad():
        for part in module.modules():
            if isinstance(part, nn.BatchNorm2d):
                part.reset_running_stats()  # a pass when it was made may have moved them
                if part.affine:
                    part.weight.fill_(1)
            if isinstance(part, nn.Conv2d | nn.Linear | nn.BatchNorm2d) and part.bias is not None:
                part.bias.zero_()
    return module


def with_parameters_of(module: nn.Module, other: Any) -> Any:
    """`other` with the parameters of `module`; buffers, which an activation may have for its slope, stay its own."""
    other.load_state_dict(dict(module.named_parameters()), strict=False)
    return other


@probe
def scaled(module: nn.Module, x: Tensor, factors: dict[int, float], training: bool, no_bias: bool = False) -> Tensor:
    """The output when convolution i has factors[i] times its weights; with `no_bias`, when biases are 0."""
    module = twin(module, training)
    convolutions = [part for part in module.modules() if isinstance(part, nn.Conv2d)]
    if no_bias:
        without_biases(module)
    with torch.no_grad():
        for index, factor in factors.items():
            convolutions[index].weight *= factor
            if convolutions[index].bias is not None:
                convolutions[index].bias *= factor
        return module(x)


class _Dropouts(TorchFunctionMode):
    """Notes with what probability torch's functions for dropout, which its layers call, drop something."""

    FUNCTIONS = tuple(
        getattr(nn.functional, name)
        for name in ("dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "feature_alpha_dropout")
    )

    def __init__(self) -> None:
        super().__init__()
        self.rates: list[float] = []

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        keywords = kwargs or {}
        if function in self.FUNCTIONS:
            given = inspect.signature(function).bind(*args, **keywords)
            given.apply_defaults()
            if given.arguments["training"] and given.arguments["p"]:
                self.rates.append(float(given.arguments["p"]))
        return function(*args, **keywords)


@probe
def dropouts(module: nn.Module, x: Tensor) -> list[float]:
    """The probabilities with which torch drops something in training mode; masks of one's own are not seen."""
    module, mode = twin(module, True), _Dropouts()
    with torch.no_grad(), mode:
        module(x)
    return mode.rates


@probe
def draws(module: nn.Module, x: Tensor) -> bool:
    """Whether a copy of the module draws from torch's global generator in training mode, or on its way there."""
    before = torch.get_rng_state()
    module = twin(module, True)
    with torch.no_grad():
        module(x)
    return not torch.equal(before, torch.get_rng_state())


@probe
def lent(module: nn.Module, other: nn.Module, x: Tensor) -> tuple[Tensor, Tensor]:
    """The outputs of two modules in evaluation mode, both with the first one's weights."""
    module = without_biases(twin(module, False))
    other = with_parameters_of(module, twin(other, False))
    with torch.no_grad():
        return module(x), other(x)


# --- training


@probe
def stepped(
    make: Callable[..., Any], name: str, lr: float, start: Tensor, grads: Tensor, as_iterator: bool
) -> list[Tensor]:
    """A parameter after each step of the optimizer that `make` gives, for these gradients one after the other."""
    parameter = nn.Parameter(start.clone())
    params: Iterable[nn.Parameter] = iter([parameter]) if as_iterator else [parameter]
    optimizer = make(name, params, lr)
    found = []
    for grad in grads:
        parameter.grad = grad.clone()
        optimizer.step()
        found.append(parameter.detach().clone())
    return found


@probe
def drawn_by(make: Callable[..., Any], name: str, module: nn.Module) -> bool:
    """Whether torch's global generator has moved when `make` has given an optimizer for the module's parameters."""
    before = torch.get_rng_state()
    make(name, list(module.parameters()), 0.1)
    return not torch.equal(before, torch.get_rng_state())


class Scripted(nn.Module):
    """After epoch e it is right about rights[e] of the images: those whose first pixel, their number, is smaller.

    The second pixel is the label. What epoch it is, it knows from how many images it has seen in training mode. The
    logit of the class that it shows is sharpness[e], the others are 0.
    """

    def __init__(self, rights: list[int], sharpness: list[float], each: int, classes: int) -> None:
        super().__init__()
        self.rights, self.sharpness, self.each, self.classes = rights, sharpness, each, classes
        self.weight = nn.Parameter(torch.zeros(1))
        self.seen: Tensor
        self.register_buffer("seen", torch.zeros((), dtype=torch.int64))

    def forward(self, x: Tensor) -> Tensor:
        if self.training:
            self.seen += len(x)
        epoch = max(0, min(int(self.seen) // self.each, len(self.rights)) - 1)
        right = self.rights[epoch]
        number, label = x.flatten(1)[:, 0], x.flatten(1)[:, 1].long()
        shown = torch.where(number < right, label, (label + 1) % self.classes)
        first = torch.arange(self.classes) == 0
        return self.sharpness[epoch] * nn.functional.one_hot(shown, self.classes) + self.weight * first


@probe
def scripted(rights: list[int], sharpness: list[float], each: int, classes: int) -> nn.Module:
    return Scripted(rights, sharpness, each, classes)


class Recorder(nn.Module):
    """A linear network that notes of each batch its first pixels, its layers' mode, and whether a graph is built."""

    def __init__(self, pixels: int, classes: int, dropout: float, frozen: bool) -> None:
        super().__init__()
        self.linear = nn.Linear(pixels, classes)
        self.frozen = nn.Linear(pixels, classes) if frozen else None
        if self.frozen is not None:
            self.frozen.requires_grad_(False)
        self.dropout = nn.Dropout(dropout)
        self.batches: list[tuple[Tensor, bool, bool]] = []
        self.elsewhere: list[list[tuple[Tensor, bool, bool]]] = []

    def __deepcopy__(self, memo: dict[int, Any]) -> Recorder:
        """What a copy is measured on is noted here as well, for validation may be done on one; its updates are not."""
        copied = memo[id(self)] = object.__new__(type(self))
        notes = {"batches": list[Any](), "elsewhere": [*self.elsewhere, self.batches]}
        rest = {name: copy.deepcopy(value, memo) for name, value in self.__dict__.items() if name not in notes}
        copied.__dict__.update(rest | notes)
        return copied

    def forward(self, x: Tensor) -> Tensor:
        flat = x.flatten(1)
        note = flat[:, 0].detach().clone(), self.dropout.training, torch.is_grad_enabled()
        for notes in (self.batches, *(() if torch.is_grad_enabled() else self.elsewhere)):
            notes.append(note)
        logits = self.linear(self.dropout(flat))
        return logits if self.frozen is None else logits + self.frozen(flat)


@probe
def recorder(pixels: int, classes: int, seed: int, dropout: float = 0.0, frozen: bool = False) -> nn.Module:
    torch.manual_seed(seed)
    return Recorder(pixels, classes, dropout, frozen)


@probe
def batches(net: Recorder) -> list[tuple[Tensor, bool, bool]]:
    return net.batches


@probe
def graphs_kept(train: Callable[..., Any], *arguments: Any, **keywords: Any) -> list[str]:
    """The keys of the history that `train` returns under which a tensor holds a graph."""
    result = train(*arguments, **keywords)
    history = result[1] if isinstance(result, tuple | list) and len(result) == 2 else None
    return [
        str(key)
        for key, series in (history.items() if isinstance(history, dict) else ())
        if any(isinstance(value, Tensor) and value.requires_grad for value in _values(series))
    ]


def _values(series: Any) -> Iterable[Any]:
    """A history may hold other things than series, too."""
    return series if isinstance(series, list | tuple) or (isinstance(series, Tensor) and series.dim()) else ()


@probe
def rates(function: Callable[..., Any], *arguments: Any, **keywords: Any) -> tuple[Any, list[float]]:
    """What a call returns, and the rates at which torch's optimizers have made their steps meanwhile."""
    from torch.optim.optimizer import register_optimizer_step_pre_hook

    found: set[float] = set()

    def note(optimizer: torch.optim.Optimizer, *_: Any) -> None:
        found.update(float(group["lr"]) for group in optimizer.param_groups)

    hook = register_optimizer_step_pre_hook(note)
    try:
        result = function(*arguments, **keywords)
    finally:
        hook.remove()
    return result, sorted(found)


@probe
def sgd(module: nn.Module, lr: float, momentum: float = 0.0) -> torch.optim.Optimizer:
    return torch.optim.SGD(module.parameters(), lr=lr, momentum=momentum)


@probe
def optimizer(make: Callable[..., Any], name: str, module: nn.Module, lr: float) -> Any:
    """What `make` gives of that name for the parameters that ask for a gradient."""
    return make(name, [parameter for parameter in module.parameters() if parameter.requires_grad], lr)


# --- transfer


@cache
def plain_state(classes: int) -> dict[str, Tensor]:
    """A state_dict of torchvision's ResNet-18: weights as small as drawn ones, a few of them again and again.

    Weights of one scale are parts of one storage, which a file holds once: it comes to 16 MB instead of 45.
    """
    from torchvision.models import resnet18

    with torch.device("meta"):  # names and shapes alone: to draw eleven million numbers takes its time
        like = resnet18(weights=None, num_classes=classes).state_dict()
    some = torch.randn(1009, generator=torch.Generator().manual_seed(7))
    scaled: dict[int, Tensor] = {}
    found = {}
    for name, shape in sorted(((name, value.shape) for name, value in like.items()), key=lambda item: -item[1].numel()):
        if name.endswith("num_batches_tracked"):
            found[name] = torch.zeros(shape, dtype=torch.int64)
        elif len(shape) > 1:
            count, inputs = shape.numel(), shape[1:].numel()
            if inputs not in scaled:
                scaled[inputs] = (some / inputs**0.5).repeat(-(-count // len(some)))
            found[name] = scaled[inputs][:count].reshape(shape)
        else:
            found[name] = torch.ones(shape) if name.endswith(("weight", "running_var")) else torch.zeros(shape)
    return {name: found[name] for name in like}


@probe
def weights_file(tensors: dict[str, Tensor], classes: int, change: str = "") -> str:
    """The path of a state_dict of torchvision's ResNet-18 that holds these tensors; `change` says how it is spoilt."""
    found = plain_state(classes) | tensors
    if change == "prefix":
        found = {f"module.{name}": value for name, value in found.items()}
    elif change == "missing":
        del found["layer4.0.conv1.weight"]
    elif change == "no statistics":
        del found["layer3.1.bn2.running_var"]
    elif change == "extra":
        found["layer5.0.conv1.weight"] = torch.zeros(3)
    elif change == "shape":
        found["conv1.weight"] = torch.zeros(64, 3, 3, 3)
    elif change == "no head":
        del found["fc.weight"], found["fc.bias"]
    elif change == "head without bias":
        del found["fc.bias"]
    elif change == "head":
        found["fc.weight"] = torch.zeros(classes, 3)
    file = path("weights.pt")
    # a class that is not torch's: weights_only refuses it, and what is unpickled without would do as a state_dict
    whole: dict[str, Any] = {"object": UserDict(found), "wrapped": {"state_dict": found}}
    if change != "no file":
        torch.save(whole.get(change, found), file)
    return file


@probe
def from_imagenet(function: Callable[..., Any], num_classes: int, file: str) -> Any:
    """What a call without `weights` gives where this file lies as that which torchvision has downloaded before."""
    from torchvision.models import ResNet18_Weights

    before = torch.hub.get_dir()
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "checkpoints" / Path(ResNet18_Weights.IMAGENET1K_V1.url).name
        kept.parent.mkdir()
        shutil.move(file, kept)
        torch.hub.set_dir(folder)
        try:
            return function(num_classes)
        finally:
            torch.hub.set_dir(before)


@probe
def undrawn(function: Callable[..., Any], *arguments: Any) -> Any:
    """A call in which layers are not drawn: where nobody looks at their weights, that is most of what it costs."""
    names = ("kaiming_normal_", "kaiming_uniform_")  # of torchvision's ResNet, and of torch's layers
    before = [getattr(nn.init, name) for name in names]
    for name in names:
        setattr(nn.init, name, lambda tensor, *_, **__: tensor)
    try:
        return function(*arguments)
    finally:
        for name, own in zip(names, before, strict=True):
            setattr(nn.init, name, own)


@probe
def names(module: nn.Module) -> list[str]:
    """The names in its state_dict."""
    return list(module.state_dict())


@probe
def with_one_state(module: nn.Module, other: nn.Module, x: Tensor) -> tuple[Tensor, Tensor]:
    """What two modules give in evaluation mode, once the other one has the first one's parameters and buffers."""
    other.load_state_dict(module.state_dict())
    with torch.no_grad():
        return twin(module, False)(x), twin(other, False)(x)


@probe
def remove(file: str) -> None:
    Path(file).unlink(missing_ok=True)


@probe
def after_batches(module: nn.Module, x: Tensor, names: list[str], training: bool) -> dict[str, Tensor]:
    """Some of the state of a copy after two forward passes, in training mode or in the mode in which it is."""
    module = copy.deepcopy(module)
    if training:
        module.train()
    for _ in range(2):
        module(x)
    found = module.state_dict()
    return {name: found[name].detach().clone() for name in names if name in found}


# --- comparison


class Known(nn.Module):
    """Logits are the first pixels; it notes its layers' mode and whether a graph is built. One layer has two names."""

    def __init__(self, classes: int, training: bool) -> None:
        super().__init__()
        self.classes = classes
        self.inner = nn.Linear(3, 4)
        self.inner.weight.requires_grad_(False)
        self.inner.bias.grad = torch.ones(4)
        self.again = self.inner
        self.scale = nn.Parameter(torch.ones(2))
        self.register_buffer("counted", torch.zeros(5))
        self.notes: list[tuple[bool, bool]] = []
        self.train(training)

    def forward(self, x: Tensor) -> Tensor:
        self.notes.append((self.inner.training, torch.is_grad_enabled()))
        factor = 3.0 if self.inner.training else 1.0
        return x.flatten(1)[:, : self.classes] * factor


@probe
def known(classes: int, training: bool) -> nn.Module:
    return Known(classes, training)


@probe
def notes(module: Known) -> list[tuple[bool, bool]]:
    return module.notes


@probe
def standing(module: nn.Module) -> dict[str, Any]:
    """What of a module is in no state_dict: the modes of its layers, what asks for a gradient, and the gradients."""
    parameters = dict(module.named_parameters())
    return {
        "modes": [part.training for part in module.modules()],
        "asking": {name: value.requires_grad for name, value in parameters.items()},
        "gradients": {name: value.grad.clone() for name, value in parameters.items() if value.grad is not None},
    }
