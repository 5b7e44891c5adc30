"""Each operator on small sources: what it makes of them, and what it leaves alone."""

from __future__ import annotations

import pytest

from grader.mutate.making import mutants
from grader.mutate.operators import OPERATORS

BY_NAME = {operator.name: operator for operator in OPERATORS}

# operator, a function's body (or a whole source), what stands in place of the lines that differ
MAKES: list[tuple[str, str, list[str]]] = [
    ("zero-grad", "optimizer.zero_grad()", ["pass"]),
    ("mode", "net.eval()", ["pass", "net.train()"]),
    ("mode", "net.train()", ["pass", "net.eval()"]),
    ("no-grad", "with torch.no_grad():\n    pass", ["with torch.enable_grad():"]),
    ("shuffle", "order = rng.permutation(n)", ["order = np.sort(rng.permutation(n))"]),
    ("shuffle", "order = torch.randperm(n)", ["order = torch.randperm(n).sort().values"]),
    ("shuffle", "loader = DataLoader(x, shuffle=True)", ["loader = DataLoader(x, shuffle=False)"]),
    ("generator", "return init(rng)", ["return init(np.random.default_rng(0))"]),
    (
        "generator",
        "return rng.normal()",
        ["return np.random.normal()", "return np.random.default_rng(0).normal()"],
    ),
    ("generator", "return torch.randn(3, generator=g)", ["return torch.randn(3)"]),
    (
        "optimizer",
        "o = torch.optim.SGD(p, lr=lr)",
        [
            "o = torch.optim.SGD(p, lr=lr, momentum=0.9)",
            "o = torch.optim.SGD(p, lr=lr, weight_decay=0.01)",
            "o = torch.optim.Adam(p, lr=lr)",
        ],
    ),
    (
        "optimizer",
        "o = SGD(p, momentum=0.9, lr=lr)",
        ["o = SGD(p, lr=lr)", "o = SGD(p, momentum=0.9, lr=lr, weight_decay=0.01)"],
    ),
    ("schedule", "scheduler.step()", ["pass"]),
    ("schedule", "lr = learning_rate(epoch, base_lr, epochs)", ["lr = base_lr"]),
    ("layer", "return [Linear(1), ReLU(), 1]", ["return [ReLU(), 1]", "return [Linear(1), 1]"]),
    (
        "layer",
        "return nn.Sequential(Linear(1), ReLU())",
        ["return nn.Sequential(ReLU())", "return nn.Sequential(Linear(1))"],
    ),
    ("initial-values", "b = np.zeros(n)", ["b = np.ones(n)"]),
    ("axis", "return x.sum(axis=1)", ["return x.sum(axis=0)", "return x.sum()"]),
    ("axis", "return x.sum(2)", ["return x.sum(1)", "return x.sum()"]),
    ("axis", "return x.amax(dim=(2, 3))", ["return x.amax(dim=2)", "return x.amax(dim=3)", "return x.amax()"]),
    ("axis", "return np.concatenate([x, y], axis=0)", ["return np.concatenate([x, y], axis=1)"]),
    ("axis", "return x.softmax(dim=-1)", ["return x.softmax(dim=0)", "return x.softmax()"]),
    ("keepdims", "return x.max(axis=1, keepdims=True)", ["return x.max(axis=1)"]),
    ("keepdims", "return x.max(axis=1)", ["return x.max(axis=1, keepdims=True)"]),
    ("keepdims", "return x.mean(dim=1)", ["return x.mean(dim=1, keepdim=True)"]),
    ("transpose", "return x.T", ["return x"]),
    ("transpose", "return (x + y).permute(1, 0)", ["return (x + y)"]),
    ("transpose", "return np.transpose(x, (1, 0))", ["return x"]),
    ("transpose-added", "return x.T @ y", ["return x.T @ y.T"]),
    ("transpose-added", "return x @ (y + z)", ["return x.T @ (y + z)", "return x @ (y + z).T"]),
    ("sum-mean", "return x.sum()", ["return x.mean()"]),
    ("sum-mean", "return np.mean(x)", ["return np.sum(x)"]),
    ("max-min", "return x.argmax(axis=1)", ["return x.argmin(axis=1)"]),
    ("max-min", "return np.maximum(x, 0)", ["return np.minimum(x, 0)"]),
    ("max-min", "return max(x)", ["return min(x)"]),
    ("matmul-order", "return x @ y.T", ["return y.T @ x"]),
    ("matmul-order", "return np.dot(x, y)", ["return np.dot(y, x)"]),
    ("max-subtraction", "return np.exp(x - x.max(axis=1))", ["return np.exp(x)"]),
    ("max-subtraction", "return np.exp(x - np.max(x))", ["return np.exp(x)"]),
    ("division", "return total / count", ["return total"]),
    ("division", "x /= count", ["pass"]),
    ("sign", "return x + y", ["return x - y"]),
    ("sign", "return x - y", ["return x + y", "return y - x"]),
    ("sign", "return -x", ["return x"]),
    ("sign", "x += y", ["x -= y"]),
    ("inverse", "return x * y", ["return x / y"]),
    ("inverse", "return x // 2", ["return x / 2"]),
    ("inverse", "x /= y", ["x *= y"]),
    ("exponent", "return x**2", ["return x", "return x**3"]),
    ("operand", "return x + y * z", ["return x", "return (y * z)", "return x + y", "return x + z"]),
    ("operand", "return x - y", ["return x"]),
    ("accumulate", "g += x", ["g = x"]),
    ("accumulate", "g -= x + y", ["g = -(x + y)"]),
    ("accumulate", "g[k] = x", ["g[k] += x"]),
    ("accumulate", "node.grad = x", ["node.grad += x"]),
    (
        "accumulate",
        "s = 0\nfor _ in x:\n    s = f(s)",
        ["s += f(s)"],
    ),
    ("number", "lr = 0.1", ["lr = 0.2", "lr = 0.05", "lr = -0.1"]),
    ("number", "lr = 0.0", ["lr = 1.0"]),
    ("flag", "return f(affine=True)", ["return f(affine=False)"]),
    ("off-by-one", "return range(n)", ["return range((n + 1))", "return range((n - 1))"]),
    ("off-by-one", "return x[a:]", ["return x[(a + 1):]", "return x[(a - 1):]"]),
    ("off-by-one", "return x[:b]", ["return x[:(b + 1)]", "return x[:(b - 1)]"]),
    ("off-by-one", "return len(x)", ["return (len(x) + 1)", "return (len(x) - 1)"]),
    ("off-by-one", "return x.shape[m]", ["return (x.shape[m] + 1)", "return (x.shape[m] - 1)"]),
    ("off-by-one", "return x[-1]", ["return x[0]", "return x[-2]"]),
    ("off-by-one", "return rate(epoch)", ["return rate((epoch + 1))", "return rate((epoch - 1))"]),
    ("off-by-one", 'return p[f"W{layer}"]', ['return p[f"W{(layer + 1)}"]', 'return p[f"W{(layer - 1)}"]']),
    ("slice", "return x[a:b]", ["return x[:b]", "return x[a:]"]),
    ("slice", "return x[::2]", ["return x[:]"]),
    ("swapped-name", "stride, padding = s\nreturn f(stride)", ["return f(padding)"]),
    ("swapped-name", "kh, kw = k\nreturn kw", ["return kh"]),
    ("swapped-name", "out_h, out_w = k\nreturn out_h", ["return out_w"]),
    ("swapped-name", "x, x_val = d\nreturn x_val", ["return x"]),
    ("swapped-name", "train_x, val_x = d\nreturn train_x", ["return val_x"]),
    ("argument-order", "return f(a, b, c)", ["return f(b, a, c)", "return f(a, c, b)"]),
    ("argument-order", "return x[i, j]", ["return x[j, i]"]),
    ("new-axis", "return b[:, None]", ["return b"]),
    ("copy", "return x.copy()", ["return x"]),
    ("copy", "return x.detach().clone()", ["return x.detach()", "return x.clone()"]),
    ("copy", "return dict(x)", ["return x"]),
    ("copy", "return np.array(x)", ["return np.asarray(x)"]),
    ("in-place", "return x - y", ["return x.__isub__(y)"]),
    ("in-place", 'return x["W"] * y', ['return x["W"].__imul__(y)']),
    ("in-place", "return [v + 1 for v in x.values()]", ["return [v.__iadd__(1) for v in x.values()]"]),
    ("comparison", "return x > 0", ["return x >= 0", "return x < 0"]),
    ("comparison", "return x == y", ["return x != y"]),
    ("comparison", "return x not in y", ["return x in y"]),
    ("condition", "if x:\n    f()", ["if True:", "if False:"]),
    ("condition", "return x and not y", ["return x or not y", "return x and y"]),
    ("condition", "while x:\n    f()", ["while False:"]),
    ("loop", "for i in x:\n    f(i)", ["pass", "f(i)\nbreak"]),
    ("call", "return softmax(x)", ["return x"]),
    ("call", "return x.relu()", ["return x"]),
    ("call", "return float(np.exp(a + b))", ["return np.exp(a + b)", "return float((a + b))"]),
    ("return-argument", "return f(y)", ["return x"]),
    ("return-part", "return a, b", ["return b, a", "return a", "return b"]),
    ("argument-spoiled", "return x + y", ["result = x + y; x *= 0; return result"]),
    (
        "argument-spoiled",
        'return x["W"]',
        [
            'result = x["W"]; x.clear(); return result',
            'result = x["W"]; [value.fill(0) for value in x.values()]; return result',
        ],
    ),
    ("global-random", "return np.exp(x)", ["result = np.exp(x); np.random.random(); return result"]),
    ("global-random", "return torch.exp(x)", ["result = torch.exp(x); torch.rand(1); return result"]),
    ("remembered", "return x + y", ['return globals().setdefault("kept_f", (x + y))']),
    ("squeezed", "return np.exp(x)", ["return np.squeeze(np.exp(x))"]),
    ("squeezed", "return torch.exp(x) + y", ["return (torch.exp(x) + y).squeeze()"]),
    ("half-precision", "return np.exp(x)", ["return np.asarray(np.exp(x), np.float16)"]),
    ("epsilon", "return np.log(x)", ["return np.log(x + 1e-6)"]),
    ("epsilon", "return a / b.std()", ["return a / (b.std() + 1e-6)"]),
    ("statement", "y = 1\nf(y)", ["pass", "pass"]),
    ("statement", "raise ValueError", ["pass"]),
]

LEAVES: list[tuple[str, str]] = [
    ("zero-grad", "step = optimizer.zero_grad"),
    ("mode", "training = net.training"),
    ("mode", "train(net)"),
    ("shuffle", "loader = DataLoader(x, shuffle=False)"),
    ("generator", "return generate()"),
    ("optimizer", "o = Lookahead(p)"),
    ("layer", "return [f(x)]"),
    ("schedule", "lr = scheduler.last"),
    ("axis", "return np.sum(x, keepdims=True)"),
    ("axis", "return x.reshape(2)"),
    ("keepdims", "return np.concatenate(x, axis=1)"),
    ("transpose", "return x.t"),
    ("transpose-added", "return x * y"),
    ("sum-mean", "return sum(x)"),  # Python has no mean
    ("matmul-order", "return x * y"),
    ("max-subtraction", "return x - y.max()"),
    ("division", "return x // 2"),
    ("sign", "return +x"),
    ("accumulate", "y = 1"),
    ("accumulate", "for i in x:\n    y = i"),  # it has no value before the loop
    ("number", "return 1"),
    ("flag", "return None"),
    ("off-by-one", "return x.sum(axis=1)"),
    ("off-by-one", "return f(logits)"),
    ("swapped-name", "return stride"),  # there is no padding
    ("swapped-name", "stride, padding = s"),  # they are assigned
    ("swapped-name", "return f(x, stride=1, padding=2)"),  # they are keywords
    ("argument-order", "return np.maximum(x, y)"),
    ("argument-order", "return f(x, axis=y)"),
    ("new-axis", "return b[:, 0]"),
    ("in-place", "return y - x"),
    ("call", "return range(n)"),
    ("call", "f(x)"),  # that is a statement dropped
    ("return-argument", "return x"),
    ("return-part", "return a"),
    ("argument-spoiled", "return"),
    ("global-random", "return x"),  # neither NumPy nor torch is there
    ("squeezed", "return x, np.exp(x)"),
    ("half-precision", "return [np.exp(x)]"),
    ("epsilon", "return x / 2"),
    ("statement", "return x"),
    ("statement", '"""A docstring."""'),
    ("statement", "import os"),
]


def made(operator: str, body: str) -> list[str]:
    """What stands in place of the lines that differ, in the mutants that the operator makes of a function of x."""
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    return [mutant.change.after for mutant in mutants(f"def f(x):\n{lines}", [BY_NAME[operator]])]


@pytest.mark.parametrize(("operator", "body", "expected"), MAKES)
def test_what_an_operator_makes(operator: str, body: str, expected: list[str]) -> None:
    assert made(operator, body) == expected


@pytest.mark.parametrize(("operator", "body"), LEAVES)
def test_what_an_operator_leaves_alone(operator: str, body: str) -> None:
    assert made(operator, body) == []


def test_every_operator_is_shown_making_something() -> None:
    assert {operator for operator, _, _ in MAKES} == set(BY_NAME)
    assert len(BY_NAME) == len(OPERATORS)


def test_an_argument_that_is_a_number_is_not_written_to_and_not_returned() -> None:
    source = "def f(x: float):\n    return x - y\n"
    operators = [BY_NAME[name] for name in ("in-place", "return-argument", "argument-spoiled")]
    assert mutants(source, operators) == []


def test_a_function_that_gives_a_number_is_not_squeezed() -> None:
    source = "def f(x) -> float:\n    return np.mean(x)\n"
    assert mutants(source, [BY_NAME["squeezed"], BY_NAME["half-precision"]]) == []
