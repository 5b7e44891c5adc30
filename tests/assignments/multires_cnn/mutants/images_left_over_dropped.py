# /// mutant
# kills = ["test_groups_have_their_shapes"]
# may_also_fail = [
#     "test_each_image_is_there_once",
#     "test_make_multires_follows_the_generator",
#     "test_make_multires_is_pure",
# ]
# cause = "left over dropped"
# ///
"""What is left over is dropped."""

def make_multires(
    images: Tensor, labels: Tensor, sizes: Sequence[int], generator: torch.Generator
) -> dict[int, tuple[Tensor, Tensor]]:
    groups = {}
    order = torch.randperm(len(images), generator=generator)
    for size, chosen in zip(sizes, torch.split(order[: len(images) // len(sizes) * len(sizes)], max(1, len(images) // len(sizes)))[: len(sizes)], strict=False):
        x = images.new_zeros((len(chosen), 1, size, size))
        sides = torch.randint(-(-size // 2), size + 1, (len(chosen),), generator=generator)
        for canvas, image, side in zip(x, images[chosen], sides.tolist(), strict=True):
            top, left = torch.randint(size - side + 1, (2,), generator=generator).tolist()
            canvas[:, top : top + side, left : left + side] = _resized(image[None], side)[0]
        groups[size] = x, labels[chosen]
    return groups
