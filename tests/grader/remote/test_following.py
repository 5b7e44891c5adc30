"""How a network of torch is followed while it is trained: what is measured, and that nothing else changes by it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from real_parts import needed

from grader.remote.following import Follower, Following, TooLow, _rows, _share

torch = needed("torch")
nn, F = torch.nn, torch.nn.functional

COUNT, BATCH = 400, 20
RULE = Following("train", (1, 2), ((100, 0.0), (200, 0.6)), network=0)


def digits() -> tuple[Any, Any]:
    generator = torch.Generator().manual_seed(1)
    x = torch.randn(COUNT, 4, generator=generator)
    return x, (x[:, 0] > 0).long()


class Net(nn.Module):
    """What draws and what keeps statistics in training, and what is drawn in any mode."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.2), nn.Linear(8, 2))
        self.calls = 0

    def forward(self, x: Any) -> Any:
        self.calls += 1
        return self.layers(x + 1e-3 * torch.randn(x.shape)) + 1e-3 * float(np.random.random())


def train(net: Any, x: Any, y: Any, lr: float = 0.05, steps: int = COUNT // BATCH) -> list[float]:
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    net.train()
    losses = []
    for start in range(0, steps * BATCH, BATCH):
        loss = F.cross_entropy(net(x[start : start + BATCH]), y[start : start + BATCH])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def followed(
    function: Callable[..., Any], *arguments: Any, rule: Following = RULE, net: Any = None
) -> tuple[Follower, Any, Any]:
    """The follower, the network, and the result, None where the run was given up."""
    torch.manual_seed(3)
    np.random.seed(3)
    net, follower = net or Net(), Follower(rule)
    try:
        return follower, net, follower.call(function, [net, *arguments], {})
    except TooLow:
        return follower, net, None


def test_a_run_that_is_followed_is_bit_for_bit_the_same() -> None:
    torch.manual_seed(3)
    np.random.seed(3)
    free = Net()
    losses = train(free, *digits())
    follower, net, found = followed(train, *digits())
    assert found == losses
    assert net.calls == free.calls
    assert all(
        torch.equal(one, other)
        for one, other in zip(net.state_dict().values(), free.state_dict().values(), strict=True)
    )
    assert len(follower.right) == 2
    assert follower.right[1] > 0.6


def test_a_run_that_does_not_learn_is_given_up_where_it_is_too_low() -> None:
    x, y = digits()
    follower, net, found = followed(lambda net, x, y: train(net, x, y, lr=0.0), x, 1 - y)
    assert found is None
    assert net.calls == 200 // BATCH
    assert len(follower.right) == 2
    assert follower.right[1] < 0.6


def test_nothing_stays_behind_after_a_run() -> None:
    hooks = torch.nn.modules.module._global_forward_pre_hooks
    for lr in (0.05, 0.0):
        followed(lambda net, x, y, lr=lr: train(net, x, y, lr=lr), *digits())
        assert not hooks


def test_a_network_that_is_called_with_other_parameters_is_measured_with_these() -> None:
    def functional(net: Any, x: Any, y: Any) -> Any:
        """The network's own parameters stay as they are until the end."""
        params = {name: value.detach().clone().requires_grad_() for name, value in net.named_parameters()}
        net.train()
        for start in range(0, COUNT, BATCH):
            logits = torch.func.functional_call(net, params, (x[start : start + BATCH],))
            loss = F.cross_entropy(logits, y[start : start + BATCH])
            gradients = torch.autograd.grad(loss, list(params.values()))
            params = {
                name: (value - 0.5 * gradient).detach().requires_grad_()
                for (name, value), gradient in zip(params.items(), gradients, strict=True)
            }
        return params

    follower, _, found = followed(functional, *digits(), net=nn.Linear(4, 2))
    assert found is not None
    assert follower.right[1] > 0.9


@pytest.mark.parametrize("kind", ["groups", "dataset", "double"])
def test_images_come_in_any_form_that_an_assignment_gives_them(kind: str) -> None:
    x, y = digits()
    one = Following("train", (1,), RULE.floors, network=0)
    if kind == "groups":
        follower, _, _ = followed(
            lambda net, _: train(net, x, y), {4: (x[:200], y[:200]), 8: (x[200:], y[200:])}, rule=one
        )
    elif kind == "dataset":
        follower, _, _ = followed(lambda net, _: train(net, x, y), torch.utils.data.TensorDataset(x, y), rule=one)
    else:
        follower, _, _ = followed(lambda net, x, y: train(net, x.double(), y), x, y, net=nn.Linear(4, 2).double())
    assert follower.right[1] > 0.6


def not_a_copy(_: Any) -> Any:
    raise RuntimeError("this network cannot be copied")


@pytest.mark.parametrize("what", ["another network", "evaluation mode", "no copy", "hooks", "single examples"])
def test_what_cannot_be_measured_goes_on_to_its_end(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = digits()

    def run(net: Any, x: Any, y: Any) -> Any:
        if what == "another network":
            return train(Net(), x, y, lr=0.0)
        if what == "hooks":
            net.layers[0].register_forward_hook(lambda *_: None)
        if what == "single examples":
            for one in x:
                net(one)
            return []
        if what in ("no copy", "hooks"):
            return train(net, x, y, lr=0.0)
        net.eval()
        for start in range(0, COUNT, BATCH):
            net(x[start : start + BATCH])
        return []

    if what == "no copy":
        monkeypatch.setattr(Net, "__deepcopy__", not_a_copy, raising=False)
    follower, _, found = followed(run, x, 1 - y, net=nn.Linear(4, 2) if what == "single examples" else None)
    assert found is not None
    assert follower.right == []


class Shifts(nn.Module):
    """What writes to the images that it is given: a fault of its own, that measuring must not make worse."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(4, 2)

    def forward(self, x: Any) -> Any:
        x -= 1.0
        return self.linear(x)


def test_the_examples_are_measured_on_copies() -> None:
    x, y = digits()
    before = x.clone()
    follower, _, _ = followed(lambda net, x, y: train(net, x.clone(), y), x, y, net=Shifts())
    assert len(follower.right) == 2
    assert torch.equal(x, before)


def test_examples_that_cannot_be_taken_are_the_end_of_following() -> None:
    x, y = digits()
    unsliced = Following("train", (1,), RULE.floors, network=0)
    follower, _, found = followed(lambda net, _: train(net, x, y), iter([(x, y)]), rule=unsliced)
    assert found is not None
    assert follower.right == []
    nowhere = Following("train", (1, 7), RULE.floors, network=0)
    assert followed(train, x, y, rule=nowhere)[0].right == []


def test_logits_in_columns_are_read_as_the_examples_are() -> None:
    logits = np.array([[3.0, 0.0, 0.0], [0.0, 1.0, 2.0]])  # three examples of two classes
    assert _share([(_rows(logits, True), [0, 1, 1])]) == 1.0
    assert _share([(_rows(np.array([0, 1, 1]), True), [0, 1, 0])]) == pytest.approx(2 / 3)


def test_a_large_batch_passes_several_floors_at_once() -> None:
    rule = Following("train", (1, 2), ((10, 0.0), (20, 0.0), (30, 0.0), (50, 0.0)), network=0)
    follower, _, _ = followed(lambda net, x, y: train(net, x, y, steps=3), *digits(), rule=rule)
    # measured before the second batch, behind 20 examples, and before the third
    assert len(follower.right) == 3
    assert follower.right[0] == follower.right[1]


def test_parameters_that_have_overflowed_are_right_on_nothing() -> None:
    def overflows(net: Any, x: Any, y: Any) -> Any:
        train(net, x, y, steps=3)
        with torch.no_grad():
            net.layers[0].weight[0, 0] = float("nan")
        return train(net, x, y)

    rule = Following("train", (1, 2), ((60, 0.01),), network=0)
    follower, _, found = followed(overflows, *digits(), rule=rule)
    assert found is None
    assert follower.right == [0.0]
