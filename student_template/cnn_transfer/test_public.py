"""Examples to work with: run `grader check`, or pytest in this folder.

They are few and simple on purpose. The tests that give points are others: they try more, on other data, and what a
function does besides returning a result. Write tests of your own beside these.
"""

import torch

from grader import remote
from grader.checks import check_close, check_shape


def test_leaky_relu(submission):
    """Leaky ReLU by hand"""
    layer = submission.make_activation("leaky_relu")
    check_close(layer(torch.tensor([-2.0, 0.0, 3.0])), [-0.4, 0.0, 3.0], name="leaky ReLU", rtol=1e-4)


def test_weights_of_the_scheme_random(submission):
    """The scheme "random": the weights of the third convolution, 73,728 of them, have a deviation of 0.02"""
    remote.seed(submission, 1)
    net = submission.CNN(10, init="random", channels=(32, 64, 128))
    largest = max((value for value in net.parameters() if value.dim() == 4), key=lambda value: value.numel())
    check_close(largest.detach().std(), 0.02, name="the weights' deviation", rtol=0.03)


def test_network_gives_logits(submission):
    """Five images, ten classes"""
    net = submission.CNN(10)
    check_shape(net(torch.zeros(5, 3, 32, 32)).detach(), (5, 10), name="CNN of five images")


def small(submission, count, size=32):
    """A Dataset of noise in two classes."""
    x = torch.randn(count, 3, size, size, generator=torch.Generator().manual_seed(1))
    return remote.make(submission, "torch.utils.data.TensorDataset", x, torch.arange(count) % 2)


def test_grid_has_a_row_each(submission):
    """Grid search, and so training: two rows with accuracies, and the names of the better one"""
    table, best = submission.run_grid(
        small(submission, 6), small(submission, 4), ["relu"], ["kaiming"], ["sgd", "adam"], 1, 1
    )
    assert sorted(row["optimizer"] for row in table) == ["adam", "sgd"]
    assert all(0 <= float(row["accuracy"]) <= 1 for row in table)
    assert set(best) >= {"activation", "init", "optimizer"}


def test_resnet_of_five_classes(submission):
    """ResNet-18 with random weights: two images, five classes"""
    net = submission.resnet18_for(5, None)
    check_shape(net(torch.randn(2, 3, 32, 32)).detach(), (2, 5), name="resnet18_for(5, None) of two images")


def test_comparison_keeps_the_order(submission):
    """Comparison: a row for each model, in their order"""
    models = {name: (submission.CNN(2, channels=(4,)), seconds) for name, seconds in (("b", 3.0), ("a", 1.0))}
    examples = remote.make(
        submission, "torch.utils.data.TensorDataset", torch.zeros(4, 3, 32, 32), torch.tensor([0, 1, 1, 0])
    )
    table = submission.compare_models(models, examples)
    assert [row["model"] for row in table] == ["b", "a"]
