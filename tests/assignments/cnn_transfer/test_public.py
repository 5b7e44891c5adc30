"""Examples to work with: run `grader check`, or pytest in this folder.

They are few and simple on purpose. The tests that give points are others: they try more, on other data, and what a
function does besides returning a result. Write tests of your own beside these.
"""

import torch

from grader import remote
from grader.checks import check_close, check_shape

PIXELS = torch.arange(24.0).reshape(2, 3, 2, 2)


def test_leaky_relu(submission):
    """Leaky ReLU by hand"""
    layer = submission.make_activation("leaky_relu")
    check_close(layer(torch.tensor([-2.0, 0.0, 3.0])), [-0.4, 0.0, 3.0], name="leaky ReLU", rtol=1e-4)


def test_weights_of_the_scheme_random(submission):
    """The scheme "random": 120,000 weights with a deviation of 0.02"""
    remote.seed(submission, 1)
    net = submission.CNN(10, init="random", channels=(32, 64, 128))
    largest = max((value for value in net.parameters() if value.dim() == 4), key=lambda value: value.numel())
    check_close(largest.detach().std(), 0.02, name="the weights' deviation", rtol=0.03)


def test_network_gives_logits(submission):
    """Five images, ten classes"""
    net = submission.CNN(10)
    check_shape(net(torch.zeros(5, 3, 32, 32)).detach(), (5, 10), name="CNN of five images")


def test_sgd_takes_a_step(submission):
    """One step of SGD: the weights move by the rate times their gradient"""
    layer = submission.make_activation("relu")
    del layer  # a module of yours, like any other
    net = submission.CNN(2, channels=(4,), batch_norm=False, dropout=0.0)
    optimizer = submission.make_optimizer("sgd", net.parameters(), 0.1)
    assert remote.is_handle(optimizer)


def test_comparison_keeps_the_order(submission):
    """Comparison: a row for each model, in their order"""
    models = {name: (submission.CNN(2, channels=(4,)), seconds) for name, seconds in (("b", 3.0), ("a", 1.0))}
    examples = remote.make(
        submission, "torch.utils.data.TensorDataset", torch.zeros(4, 3, 32, 32), torch.tensor([0, 1, 1, 0])
    )
    table = submission.compare_models(models, examples)
    assert [row["model"] for row in table] == ["b", "a"]
