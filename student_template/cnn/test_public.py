"""Examples to work with: run `grader check`, or pytest in this folder.

They are few and simple on purpose. The tests that give points are others: they try more sizes, strides, single images,
and what a function does besides returning a result. Write tests of your own beside these.
"""

import torch

from grader import remote
from grader.checks import check_close, check_shape

IMAGE = torch.arange(12.0).reshape(1, 1, 3, 4)
KERNEL = torch.tensor([[[[1.0, 0.0], [0.0, -2.0]]]])


def test_output_size_of_a_small_image(submission):
    """Output size: 28×28 pixels under a 3×3 kernel with padding 1"""
    check_close(submission.conv_output_size((28, 28), (3, 3), 1, 1), (28, 28), name="conv_output_size")


def test_loops_by_hand(submission):
    """Convolution by loops, small enough to compute by hand"""
    expected = [[[[-10.0, -11.0, -12.0], [-14.0, -15.0, -16.0]]]]
    check_close(submission.conv2d_loops(IMAGE, KERNEL), expected, name="conv2d_loops", rtol=1e-4)


def test_unfold_by_hand(submission):
    """Unfold: the patch under each of the six windows is a column"""
    expected = [[[0, 1, 2, 4, 5, 6], [1, 2, 3, 5, 6, 7], [4, 5, 6, 8, 9, 10], [5, 6, 7, 9, 10, 11]]]
    check_close(submission.unfold(IMAGE, (2, 2), 1, 0), expected, name="unfold", rtol=1e-4)


def test_fold_counts_the_windows(submission):
    """Fold: patches of ones add up to how many windows each pixel is in"""
    expected = [[[[1, 2, 2, 1], [2, 4, 4, 2], [1, 2, 2, 1]]]]
    check_close(submission.fold(torch.ones(1, 4, 6), (3, 4), (2, 2), 1, 0), expected, name="fold", rtol=1e-4)


def test_function_agrees_with_loops(submission):
    """Conv2DFunction: the same as the loops"""
    x = torch.randn(2, 3, 5, 6, generator=torch.Generator().manual_seed(0))
    weight = torch.randn(4, 3, 2, 3, generator=torch.Generator().manual_seed(1))
    expected = submission.conv2d_loops(x, weight, 2, 1)
    check_close(submission.Conv2DFunction.apply(x, weight, 2, 1), expected, name="Conv2DFunction", rtol=1e-3, atol=1e-4)


def test_backward_by_hand(submission):
    """Backward pass: with an upstream gradient of ones, the kernel's gradient is a sum over each window's place"""
    apply = submission.Conv2DFunction.apply
    _, (of_x, of_weight, *_) = remote.vjp(apply, [IMAGE, KERNEL, 1, 0], torch.ones(1, 1, 2, 3))
    check_close(of_weight, [[[[18.0, 24.0], [42.0, 48.0]]]], name="the kernel's gradient", rtol=1e-4)
    expected = [[[[1, 1, 1, 0], [1, -1, -1, -2], [0, -2, -2, -2]]]]
    check_close(of_x, expected, name="the image's gradient", rtol=1e-4)


def test_pools_by_hand(submission):
    """Global pooling: one number a channel"""
    check_close(submission.global_max_pool(IMAGE), [[11.0]], name="global_max_pool", rtol=1e-4)
    check_close(submission.global_mean_pool(IMAGE), [[5.5]], name="global_mean_pool", rtol=1e-4)


def test_net_gives_ten_logits(submission):
    """Network: ten logits an image"""
    check_shape(submission.Net()(torch.zeros(2, 1, 28, 28)), (2, 10), name="Net()")
    check_shape(submission.Net("mean")(torch.zeros(1, 1, 28, 28)), (1, 10), name='Net("mean")')


def test_augment_keeps_the_shape(submission):
    """Augmentation: images of the same shape"""
    images = torch.rand(3, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    check_shape(submission.augment(images, torch.Generator().manual_seed(1)), (3, 1, 28, 28), name="augment")


def test_train_learns_where_the_light_is(submission):
    """Training and evaluation: after a few epochs the network tells bright upper halves from bright lower halves"""
    y = torch.arange(64) % 2
    x = torch.rand(64, 1, 28, 28, generator=torch.Generator().manual_seed(2)) * 0.2
    x[y == 0, :, :14] += 0.8
    x[y == 1, :, 14:] += 0.8
    net = submission.Net()
    history = submission.train(net, x, y, x, y, epochs=4, batch_size=16, lr=3e-3, seed=0)
    for key in ("train_loss", "val_loss", "val_accuracy"):
        check_shape(history[key], (4,), name=f"history: {key}")
    accuracy = float(submission.evaluate(net, x, y))
    assert accuracy > 0.9, f"after four epochs the accuracy on the training images is {accuracy:.2f}"
