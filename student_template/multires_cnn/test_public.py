"""Examples to work with: run `grader check`, or pytest in this folder.

They are few and simple on purpose. The tests that give points are others: they try more sizes, unequal groups, single
images, and what a function does besides returning a result. Write tests of your own beside these.
"""

import torch

from grader.checks import check_close, check_raises, check_shape


def generator(seed):
    return torch.Generator().manual_seed(seed)


def halves(size, count, seed):
    """Images with a bright upper half (label 0) or a bright lower half (label 1)."""
    y = torch.arange(count) % 2
    x = torch.rand(count, 1, size, size, generator=generator(seed)) * 0.2
    x[y == 0, :, : size // 2] += 0.8
    x[y == 1, :, size // 2 :] += 0.8
    return x, y


def groups_of_halves(counts):
    return {size: halves(size, count, size) for size, count in counts.items()}


def test_images_in_three_sizes(submission):
    """Resolutions: seven white images, spread over three sizes, each a white square of half the side or more"""
    groups = submission.make_multires(torch.ones(7, 1, 28, 28), torch.arange(7), [12, 16, 20], generator(0))
    assert sorted(groups) == [12, 16, 20]
    assert sorted(len(y) for _, y in groups.values()) == [2, 2, 3]
    assert sorted(int(label) for _, y in groups.values() for label in y) == list(range(7))
    for size, (x, y) in groups.items():
        check_shape(x, (len(y), 1, size, size), name=f"the images of size {size}")
        for image in x:
            side = round(float(image.sum()) ** 0.5)
            assert size / 2 <= side <= size, f"a square of about {side} pixels on a canvas of {size}"


def test_every_image_is_in_a_batch(submission):
    """Batches: in one epoch every image once, two sizes by turns"""
    groups = {4: (torch.arange(6.0).reshape(6, 1, 1, 1).expand(6, 1, 4, 4).clone(), torch.arange(6))}
    groups[5] = torch.zeros(4, 1, 5, 5), torch.arange(4)
    batches = list(submission.ResolutionBatches(groups, 4, generator(1)))
    sizes = [x.shape[-1] for x, _ in batches]
    assert sorted(sizes) == [4, 4, 5], f"images of 4 × 4 in two batches, those of 5 × 5 in one; got {sizes}"
    seen = [int(image[0, 0, 0]) for x, _ in batches if x.shape[-1] == 4 for image in x]
    assert sorted(seen) == list(range(6)), f"images 0 to 5, each once; got {seen}"


def test_sizes_take_turns(submission):
    """Batches: no size is through before the other has begun"""
    groups = {size: (torch.zeros(20, 1, size, size), torch.zeros(20, dtype=torch.int64)) for size in (4, 5)}
    sizes = [x.shape[-1] for x, _ in submission.ResolutionBatches(groups, 5, generator(2))]
    assert sizes not in ([4] * 4 + [5] * 4, [5] * 4 + [4] * 4), f"the sizes come one after the other: {sizes}"


def test_networks_give_ten_logits(submission):
    """Networks: ten logits for an image of any size, or of 64 × 64 only"""
    for height, width in ((32, 32), (48, 48), (64, 64), (24, 40)):
        name = f"MultiResNet() of {height} × {width}"
        check_shape(submission.MultiResNet()(torch.zeros(2, 1, height, width)), (2, 10), name=name)
    check_shape(submission.MultiResNet(pooling="mean")(torch.zeros(1, 1, 20, 20)), (1, 10), name="with mean pooling")
    check_shape(submission.FixedResNet()(torch.zeros(2, 1, 64, 64)), (2, 10), name="FixedResNet()")
    check_raises(submission.FixedResNet(), torch.zeros(2, 1, 32, 32), name="FixedResNet() on 32 × 32")


def test_parameters_match(submission):
    """Parameters: counted, and matched"""
    count = submission.count_parameters
    check_close(count(submission.MultiResNet()), 23_946, name="the parameters of MultiResNet()", rtol=0)
    check_close(count(submission.FixedResNet()), 23_946, name="the parameters of FixedResNet()", rtol=0.01)
    check_close(submission.match_parameters(29_066), 81, name="match_parameters(29,066)", rtol=0)


def test_train_learns_where_the_light_is(submission):
    """Training: after some epochs the network tells bright upper halves from bright lower halves, at both sizes"""
    groups, val_groups = groups_of_halves({16: 48, 24: 32}), groups_of_halves({16: 20, 24: 20})
    net = submission.MultiResNet(pooling="mean")
    history = submission.train(net, groups, val_groups, epochs=8, batch_size=8, lr=3e-3, seed=0)
    for key in ("train_loss", "val_loss", "val_accuracy"):
        check_shape(history[key], (8,), name=f"history: {key}")
    accuracies = submission.evaluate_by_resolution(net, val_groups)
    assert set(accuracies) == {16, 24, "all"}
    for size, accuracy in accuracies.items():
        assert accuracy > 0.9, f"after eight epochs the accuracy at {size} is {float(accuracy):.2f}"


def test_compare_has_rows(submission):
    """Comparison: two networks, two sizes and all together"""
    groups = groups_of_halves({16: 16, 24: 16})
    table = submission.compare(groups, groups, epochs=1, batch_size=8, seed=0)
    rows = {(row["network"], row["resolution"]) for row in table}
    assert rows == {(network, size) for network in ("FixedResNet", "MultiResNet") for size in (16, 24, "all")}
