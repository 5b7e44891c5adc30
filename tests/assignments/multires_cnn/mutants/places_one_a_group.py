# /// mutant
# kills = ["test_every_place_is_drawn"]
# cause = "once for a group"
# ///
"""One place for a group, as a share of what is free."""

def make_multires(
    images: Tensor, labels: Tensor, sizes: Sequence[int], generator: torch.Generator
) -> dict[int, tuple[Tensor, Tensor]]:
    groups = {}
    order = torch.randperm(len(images), generator=generator)
    for size, chosen in zip(sizes, torch.tensor_split(order, len(sizes)), strict=True):
        x = images.new_zeros((len(chosen), 1, size, size))
        sides = torch.randint(-(-size // 2), size + 1, (len(chosen),), generator=generator)
        down, right = torch.rand(2, generator=generator).tolist()
        for canvas, image, side in zip(x, images[chosen], sides.tolist(), strict=True):
            top, left = int(down * (size - side + 1)), int(right * (size - side + 1))
            canvas[:, top : top + side, left : left + side] = _resized(image[None], side)[0]
        groups[size] = x, labels[chosen]
    return groups
