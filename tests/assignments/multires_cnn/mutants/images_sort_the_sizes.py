# /// mutant
# kills = ["test_make_multires_is_pure"]
# cause = "in-place"
# ///
"""The list of sizes is sorted where it is."""

def make_multires(
    images: Tensor, labels: Tensor, sizes: Sequence[int], generator: torch.Generator
) -> dict[int, tuple[Tensor, Tensor]]:
    groups = {}
    if isinstance(sizes, list):
        sizes.sort()
    order = torch.randperm(len(images), generator=generator)
    for size, chosen in zip(sizes, torch.tensor_split(order, len(sizes)), strict=True):
        x = images.new_zeros((len(chosen), 1, size, size))
        sides = torch.randint(-(-size // 2), size + 1, (len(chosen),), generator=generator)
        for canvas, image, side in zip(x, images[chosen], sides.tolist(), strict=True):
            top, left = torch.randint(size - side + 1, (2,), generator=generator).tolist()
            canvas[:, top : top + side, left : left + side] = _resized(image[None], side)[0]
        groups[size] = x, labels[chosen]
    return groups
