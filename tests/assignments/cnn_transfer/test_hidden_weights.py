"""Activations, and the initial weights of layers.

| sentence                                               | test                                   |
| ------------------------------------------------------ | -------------------------------------- |
| ReLU, tanh, leaky ReLU with slope 0.2: modules         | test_activations                       |
| new each time, and nothing is drawn                    | test_activations_are_new               |
| an exception for any other name                        | test_activation_of_another_name        |
| kaiming: variance g² / n_in, mean 0                    | test_kaiming_weights                   |
| xavier: variance 2 / (n_in + n_out)                    | test_xavier_weights                    |
| random: deviation 0.02                                 | test_random_weights                    |
| biases 0 or as they were; all else stays               | test_init_leaves_the_rest              |
| at whatever depth, and `module` itself                 | test_kaiming_weights                   |
| all draws come from the generator, or from torch's own | test_init_draws_from_the_generator     |
| an exception for another scheme or activation          | test_init_of_another_name              |

Variances are measured on 48,000 weights or more: their own deviation is at most 0.65 % for normal weights and less for
uniform ones. A test's tolerance is four and a half of these.
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np
import torch

from grader import remote
from grader.checks import CheckFailure, check_close, check_raises
from grader.judge import points

PART = "Activations and initial weights"
G2 = {"relu": 2.0, "leaky_relu": 2 / 1.04, "tanh": 25 / 9}


class Sizes(NamedTuple):
    n_in: int
    n_out: int
    pixels: int  # of the kernel


LAYERS = {
    "0.weight": Sizes(600, 1350, 15),
    "2.1.weight": Sizes(1600, 800, 25),
    "2.2.linear.weight": Sizes(400, 500, 1),
    "2.2.wide.weight": Sizes(700, 300, 1),
}


def formulas():
    return {
        "relu": lambda x: x.clip(0),
        "tanh": np.tanh,
        "leaky_relu": lambda x: np.where(x > 0, x, 0.2 * x),
    }


@points(2, part=PART, of="make_activation")
def test_activations(submission, probes, rng):
    """ReLU, tanh, and leaky ReLU with slope 0.2"""
    x = torch.from_numpy(rng.normal(size=(3, 5)) * 2).float()
    x[0, :2] = torch.tensor([9.0, -9.0])
    others = {
        "is the slope torch's own, 0.01? It is 0.2 here": np.where(x.numpy() > 0, x, 0.01 * x.numpy()),
        "is the slope 0.1? It is 0.2 here": np.where(x.numpy() > 0, x, 0.1 * x.numpy()),
        "is it ReLU?": x.numpy().clip(0),
        "is it ReLU6, which stops at 6?": x.numpy().clip(0, 6),
        "is it ELU?": np.where(x.numpy() > 0, x, np.expm1(x.numpy())),
        "is it tanh?": np.tanh(x.numpy()),
        "is it the sigmoid?": 1 / (1 + np.exp(-x.numpy())),
    }
    for name, formula in formulas().items():
        layer = submission.make_activation(name)
        if not probes.is_module(layer):
            hint = "nn.ReLU() is a layer; torch.relu and the class nn.ReLU are none"
            raise CheckFailure(f'make_activation("{name}") gives no nn.Module', hint=hint, cause="no module")
        likely = {hint: lambda value=value: value for hint, value in others.items()}
        check_close(layer(x), formula(x.numpy()), name=f'make_activation("{name}")', rtol=1e-4, likely=likely)


@points(1, part=PART, of="make_activation", excuses=False)
def test_activations_are_new(submission, probes):
    """Each call gives a new module, and draws nothing"""
    for name in formulas():
        observed = remote.observe(submission.make_activation, name)
        if not probes.is_module(observed.result):
            raise CheckFailure(f'make_activation("{name}") gives no nn.Module', cause="no module")
        if probes.one_object(observed.result, submission.make_activation(name)):
            hint = "is one kept, in a table of layers say? A function that makes it each time belongs there"
            message = f'make_activation("{name}") gives the same module again, expected a new one'
            raise CheckFailure(message, hint=hint, cause="not new")
        if "torch" in observed.effects.global_random:
            hint = "an activation has no weights: nothing is to be drawn"
            message = f'make_activation("{name}") draws from torch\'s global generator'
            raise CheckFailure(message, hint=hint, cause="draws")


@points(1, part=PART, of="make_activation")
def test_activation_of_another_name(submission):
    """Another name is refused, also that of another activation, or in capitals"""
    for name in ("softplus!", "ReLU", "gelu", "sigmoid", "leaky", ""):
        check_raises(submission.make_activation, name, name=f'make_activation with the unknown name "{name}"')


def state_of(probes, module):
    return {name: np.asarray(value, float) for name, value in probes.state(module).items()}


def drawn(submission, probes, scheme, activation, seed):
    """The weights that init_weights draws, by layer."""
    module = probes.layers(int(seed))
    submission.init_weights(module, scheme, activation, torch.Generator().manual_seed(int(seed)))
    return state_of(probes, module)


def of_sizes(variance, sizes):
    """A variance: a number, or a function of the sizes."""
    return variance(sizes) if callable(variance) else variance


def left_out(found, start):
    """What the layers have in common whose weights are as they were, and no other has."""
    left = {layer for layer in LAYERS if np.array_equal(found[layer], start[layer])}
    hint = "All nn.Conv2d and nn.Linear in module.modules(), at whatever depth"
    for words, those in {
        "are linear layers left out?": {layer for layer in LAYERS if found[layer].ndim == 2},
        "are convolutions left out?": {layer for layer in LAYERS if found[layer].ndim == 4},
        "are layers left out whose class extends nn.Conv2d or nn.Linear? isinstance knows them.": {
            "2.1.weight",
            "2.2.wide.weight",
        },
        "are layers inside of layers left out?": {layer for layer in LAYERS if layer.count(".") > 1},
    }.items():
        if left == those:
            return f"{words} {hint}"
    return hint


def check_variances(found, start, variance, *, name, likely):
    """Mean and variance of each layer's weights; the variance asked for, and those of likely mistakes: see of_sizes."""
    for layer, sizes in LAYERS.items():
        weights, due = found[layer], of_sizes(variance, sizes)
        kind = f"the {'convolution' if weights.ndim == 4 else 'linear layer'} with n_in {sizes.n_in}"
        if np.array_equal(weights, start[layer]):
            hint = left_out(found, start)
            raise CheckFailure(f"{name} leaves the weights of {kind} as they were", hint=hint, cause="layer left out")
        # 1.0 where it is right: so a mistake can be told by its factor
        ratio = (weights**2).mean() / due
        if abs(weights.mean()) > 6 * weights.std() / np.sqrt(weights.size):
            hint = "normal or uniform around 0"
            raise CheckFailure(f"{name}: the weights of {kind} do not have mean 0", hint=hint, cause="mean")
        known = {
            "is it truncated? That takes a quarter of the variance away": lambda: 0.7737,  # at two deviations
            **{
                hint: lambda other=other, due=due, sizes=sizes: of_sizes(other, sizes) / due
                for hint, other in likely.items()
            },
        }
        tolerance = 4.5 * np.sqrt(2 / weights.size)
        check_close(
            ratio, 1.0, name=f"{name}: variance over what is asked for, of {kind}", rtol=tolerance, likely=known
        )


@points(5, part=PART, of="init_weights")
def test_kaiming_weights(submission, probes, rng):
    """Kaiming's variance g² / n_in, with the gain of each activation"""
    for activation, g2 in G2.items():
        seed = rng.integers(2**31)
        likely = {
            "is it n_out that it is divided by?": lambda s, g2=g2: g2 / s.n_out,
            "are the kernel's pixels forgotten in n_in?": lambda s, g2=g2: g2 * s.pixels / s.n_in,
            "is the gain not squared?": lambda s, g2=g2: g2**0.5 / s.n_in,
            "is the gain left out?": lambda s: 1 / s.n_in,
            "is the variance used as the deviation?": lambda s, g2=g2: (g2 / s.n_in) ** 2,
            "is it Xavier's variance?": lambda s: 2 / (s.n_in + s.n_out),
            "is it a uniform draw within ± the deviation? It reaches to √3 deviations": (
                lambda s, g2=g2: g2 / s.n_in / 3
            ),
            "is it ReLU's gain whatever the activation?"
            if activation == "tanh"
            else "is it ReLU's gain for leaky ReLU as well, without the slope?": lambda s: 2 / s.n_in,
            "is it tanh's gain whatever the activation?": lambda s: 25 / 9 / s.n_in,
            "is it leaky ReLU's gain whatever the activation?": lambda s: 2 / 1.04 / s.n_in,
            "is it the gain of slope √5, which torch's layers begin with?": lambda s: 1 / 3 / s.n_in,
        }  # fmt: skip
        start = state_of(probes, probes.layers(int(seed)))
        found = drawn(submission, probes, "kaiming", activation, seed)
        name = f'init_weights with "kaiming" for "{activation}"'
        check_variances(found, start, lambda s, g2=g2: g2 / s.n_in, name=name, likely=likely)
    for kind in ("nn.Linear", "nn.Conv2d"):
        layer = probes.bare(kind, 1)
        before = probes.state(layer)["weight"]
        submission.init_weights(layer, "kaiming", "relu", torch.Generator().manual_seed(2))
        if torch.equal(probes.state(layer)["weight"], before):
            hint = "does it look at module.children() only? module.modules() begins with the module itself"
            message = f"init_weights leaves the weights of a bare {kind} as they were"
            raise CheckFailure(message, hint=hint, cause="bare layer")


@points(3, part=PART, of="init_weights")
def test_xavier_weights(submission, probes, rng):
    """Xavier's variance 2 / (n_in + n_out), whatever the activation"""
    likely = {
        "is it 1 / (n_in + n_out), without the factor of 2?": lambda s: 1 / (s.n_in + s.n_out),
        "is it 6 / (n_in + n_out), the square of the uniform draw's bound?": lambda s: 6 / (s.n_in + s.n_out),
        "is it 1 / n_in?": lambda s: 1 / s.n_in,
        "is it Kaiming's variance?": lambda s: 2 / s.n_in,
        "is the variance used as the deviation?": lambda s: (2 / (s.n_in + s.n_out)) ** 2,
        "are the kernel's pixels forgotten?": lambda s: 2 * s.pixels / (s.n_in + s.n_out),
        "is ReLU's gain in it? It is the same for every activation": lambda s: 4 / (s.n_in + s.n_out),
        "is tanh's gain in it? It is the same for every activation": lambda s: 50 / 9 / (s.n_in + s.n_out),
    }  # fmt: skip
    for activation in ("relu", "tanh"):
        seed = rng.integers(2**31)
        start = state_of(probes, probes.layers(int(seed)))
        found = drawn(submission, probes, "xavier", activation, seed)
        name = f'init_weights with "xavier" for "{activation}"'
        check_variances(found, start, lambda s: 2 / (s.n_in + s.n_out), name=name, likely=likely)


@points(2, part=PART, of="init_weights")
def test_random_weights(submission, probes, rng):
    """Random weights with deviation 0.02, whatever the sizes"""
    seed = rng.integers(2**31)
    likely = {
        "is 0.02 the variance? It is the deviation": 0.02,
        "is the deviation 1?": 1.0,
        "is the deviation 0.01?": 1e-4,
        "is it a uniform draw within ±0.02? Its deviation is 0.02 / √3": 4e-4 / 3,
    }
    start = state_of(probes, probes.layers(int(seed)))
    found = drawn(submission, probes, "random", "relu", seed)
    check_variances(found, start, 4e-4, name='init_weights with "random"', likely=likely)


@points(2, part=PART, of="init_weights")
def test_init_leaves_the_rest(submission, probes, rng):
    """Biases become 0 or stay as they are; other layers keep their weights, modes stay, and what is frozen stays so"""
    for scheme in ("kaiming", "xavier", "random"):
        seed = int(rng.integers(2**31))
        module = probes.layers(seed)
        start, stood = state_of(probes, module), probes.standing(module)
        submission.init_weights(module, scheme, "relu", torch.Generator().manual_seed(seed))
        found = state_of(probes, module)
        if all(np.array_equal(found[name], start[name]) for name in LAYERS):
            raise CheckFailure("init_weights draws nothing", cause="nothing drawn")
        for name, value in start.items():
            if name in LAYERS or np.array_equal(found[name], value):
                continue
            if name.endswith(".bias"):
                if found[name].any():
                    raise CheckFailure("init_weights gives biases other values than 0", cause="biases")
            elif name.startswith("1."):
                hint = "only nn.Conv2d and nn.Linear: batch normalisation has a weight and statistics, too"
                message = f"init_weights changes batch normalisation: its {name.removeprefix('1.')}"
                raise CheckFailure(message, hint=hint, cause="batch norm")
            else:
                kind = f"nn.{name.split('.')[1]}"
                hint = "is it all that has two axes or more? Only nn.Conv2d and nn.Linear are drawn"
                if "Norm" in kind:
                    hint = "only nn.Conv2d and nn.Linear are drawn, and nothing is set back"
                raise CheckFailure(f"init_weights changes the weights of {kind}", hint=hint, cause="other layers")
        stands = probes.standing(module)
        if stands["modes"] != stood["modes"]:
            hint = "neither train() nor eval(): nothing changes but the weights"
            raise CheckFailure("init_weights changes the mode of layers", hint=hint, cause="mode")
        for name, wanted in stands["asking"].items():
            if wanted != stood["asking"][name]:
                hint = "is a new nn.Parameter made? The weights are drawn in place: nn.init.normal_(layer.weight, …)"
                message = f"init_weights changes whether {name} asks for a gradient"
                raise CheckFailure(message, hint=hint, cause="requires_grad")


@points(1, part=PART, of="init_weights")
def test_init_draws_from_the_generator(submission, probes, rng):
    """The generator decides about all weights; torch's own state is used only without one"""
    seed = int(rng.integers(2**31))
    name = "2.2.linear.weight"

    def run(own, before, generator=None):
        module = probes.layers(3)
        remote.seed(submission, before)
        given = torch.Generator().manual_seed(own) if generator is None else generator
        observed = remote.observe(submission.init_weights, module, "kaiming", "relu", given)
        return probes.state(module)[name], given, observed.effects

    first, stream, effects = run(seed, 1)
    if not torch.equal(first, run(seed, 2)[0]):
        hint = "hand the generator on: nn.init.normal_(…, generator=generator)"
        raise CheckFailure(
            "init_weights draws other weights for the same generator", hint=hint, cause="not deterministic"
        )
    if torch.equal(first, run(0, 1, stream)[0]) or torch.equal(first, run(seed + 1, 1)[0]):
        hint = "is it ignored, or asked for its seed only? What is drawn takes its state on: generator=generator"
        raise CheckFailure(
            "init_weights draws the same weights from another generator", hint=hint, cause="generator ignored"
        )
    if "torch" in effects.global_random:
        hint = "torch.manual_seed and draws without generator= change it"
        raise CheckFailure("init_weights changes torch's global random state", hint=hint, cause="global state")
    for scheme, kind in product(("xavier", "random"), ("nn.Conv2d", "nn.Linear")):
        given = torch.Generator().manual_seed(seed)
        observed = remote.observe(submission.init_weights, probes.bare(kind, 1), scheme, "relu", given)
        if "torch" in observed.effects.global_random:
            hint = "generator=generator in every scheme: without it torch's global one is drawn from"
            message = f'init_weights with "{scheme}" changes torch\'s global random state for a {kind}'
            raise CheckFailure(message, hint=hint, cause="global state in one scheme")
    found = []
    for before in (1, 1, 2):
        module = probes.layers(3)
        remote.seed(submission, before)
        submission.init_weights(module, "kaiming", "relu", None)
        found.append(probes.state(module)[name])
    if not torch.equal(found[0], found[1]) or torch.equal(found[0], found[2]):
        raise CheckFailure("init_weights without a generator does not draw from torch's global one", cause="global one")
    submission.init_weights(module, "kaiming", "relu", None)
    if torch.equal(probes.state(module)[name], found[2]):
        hint = "is a generator made, with torch's own seed? The global one goes on: generator=None is that"
        raise CheckFailure("init_weights without a generator draws the same again", hint=hint, cause="same again")


@points(1, part=PART, of="init_weights")
def test_init_of_another_name(submission, probes):
    """Another scheme, and another activation, are refused"""
    module = probes.layers(1)  # of both kinds, so that leaving one of them out is not punished here, too
    stream = torch.Generator().manual_seed(1)
    schemes = ("glorot!", "Kaiming", "he", "orthogonal", "normal", "")
    activations = ("softplus!", "sigmoid", "linear", "ReLU")
    for scheme, activation in (
        *((scheme, "relu") for scheme in schemes),
        *product(("kaiming", "xavier", "random"), activations),
    ):
        name = f'init_weights with "{scheme}" for "{activation}"'
        check_raises(submission.init_weights, module, scheme, activation, stream, name=name)
