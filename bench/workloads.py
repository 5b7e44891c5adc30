"""The assignments that costs.py and scaling.py grade: one that computes, one of torch, and those that differ by one
array or one test."""

from __future__ import annotations

from assignment import Made
from layers import LAYERS, TESTS
from layers import source as layers_source

FIT = '''

def fit(x, y):
    """A perceptron with one hidden layer, three epochs by batches of 64."""
    rng = np.random.default_rng(1)
    sizes = (x.shape[1], 256, 10)
    w1, w2 = (rng.normal(0, n**-0.5, (n, m)).astype(np.float32) for n, m in zip(sizes, sizes[1:]))
    b1, b2 = np.zeros(sizes[1], np.float32), np.zeros(sizes[2], np.float32)
    order = np.concatenate([rng.permutation(len(x)) for epoch in range(3)])
    for start in range(0, len(order), 64):
        chosen = order[start : start + 64]
        images, targets = x[chosen], y[chosen]
        hidden = np.maximum(images @ w1 + b1, 0)
        logits = hidden @ w2 + b2
        p = np.exp(logits - logits.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        p[np.arange(len(p)), targets] -= 1
        p /= len(p)
        of_hidden = (p @ w2.T) * (hidden > 0)
        for parameter, grad in ((w2, hidden.T @ p), (b2, p.sum(0)), (w1, images.T @ of_hidden), (b1, of_hidden.sum(0))):
            parameter -= np.float32(0.1) * grad
    return w1, b1, w2, b2
'''
TRAINED = """
    training, kept_back = secret_split(dataset("mnist"), rng, sizes=(50_000, 10_000), permute_pixels=True)
    w1, b1, w2, b2 = submission.fit(training.images, training.labels)
    logits = np.maximum(kept_back.images @ w1 + b1, 0) @ w2 + b2
    assert np.mean(logits.argmax(axis=1) == kept_back.labels) > 0.9"""

# What a class does that really computes: the six tests of layers.py, and three epochs on 50,000 digits.
WORK = Made(
    "work",
    lambda number: layers_source(number) + FIT,
    {**TESTS, "fit": {"learns_mnist": TRAINED}},
    datasets=("mnist",),
    seconds=60,
)

FIRST = "import numpy as np\n\n\ndef first(x):\n    return float(x.flat[0])\n\n\n# {}\n"
ARRAYS = {  # what is given to a function that looks at one number of it
    "nothing large": """
    assert submission.first(np.ones((1, 1))) == 1""",
    "the images of MNIST, as they are": """
    assert submission.first(dataset("mnist").images) == 0""",
    "50,000 digits of a secret split": """
    training, _ = secret_split(dataset("mnist"), rng, sizes=(50_000, 10_000), permute_pixels=True)
    assert submission.first(training.images) >= 0""",
}


def of_arrays(what: str) -> Made:
    """One test, of one of ARRAYS."""
    datasets = ("mnist",) if "dataset" in ARRAYS[what] else ()
    return Made("arrays", FIRST.format, {"first": {"looks_at_one": ARRAYS[what]}}, datasets=datasets)


def waiting(seconds: float) -> Made:
    """One test, in which the student's code waits, and computes nothing."""
    source = f"import time\n\n\ndef wait():\n    time.sleep({seconds})\n\n\n# {{}}\n"
    return Made("waiting", source.format, {"wait": {"is_waited_for": "\n    submission.wait()"}}, seconds=10)


FEATURES = """import torch


def features(x, w):
    return torch.relu(torch.nn.functional.conv2d(x, w)).mean(dim=(2, 3))


# {}
"""
OF_FEATURES = """
    generator = torch.Generator().manual_seed(1)
    x = torch.randn(32, 3, 32, 32, generator=generator)
    y = submission.features(x, torch.randn(32, 3, 5, 5, generator=generator))
    assert y.shape == (32, 32) and bool(torch.isfinite(y).all())"""


def of_torch(tests: int) -> Made:
    """So many tests alike, each of which sends a batch of images through a convolution."""
    several = {f"features_{number}": OF_FEATURES for number in range(tests)}
    packages = ("numpy", "torch")
    return Made("features", FEATURES.format, {"features": several}, head="import torch\n", packages=packages)


def of_numpy(tests: int) -> Made:
    """So many tests alike, each of which calls a softmax."""
    several = {f"softmax_{number}": TESTS["softmax"]["softmax_values"] for number in range(tests)}
    return Made("softmax", LAYERS.source, {"softmax": several})
