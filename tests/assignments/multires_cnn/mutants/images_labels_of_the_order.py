# /// mutant
# kills = ["test_each_image_is_there_once"]
# may_also_fail = ["test_groups_have_their_shapes"]
# cause = "numbers in place of their labels"
# ///
"""The order is handed out in place of the labels."""

def make_multires(
    images: Tensor, labels: Tensor, sizes: Sequence[int], generator: torch.Generator
) -> dict[int, tuple[Tensor, Tensor]]:
    groups = {}
    order = torch.randperm(len(images), generator=generator)
    for size, chosen in zip(sizes, torch.tensor_split(order, len(sizes)), strict=True):
        x = images.new_zeros((len(chosen), 1, size, size))
        sides = torch.randint(-(-size // 2), size + 1, (len(chosen),), generator=generator)
        for canvas, image, side in zip(x, images[chosen], sides.tolist(), strict=True):
            top, left = torch.randint(size - side + 1, (2,), generator=generator).tolist()
            canvas[:, top : top + side, left : left + side] = _resized(image[None], side)[0]
        groups[size] = x, chosen % 10
    return groups
