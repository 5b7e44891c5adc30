# /// mutant
# kills = ["test_every_side_is_drawn"]
# cause = "where the image stands"
# ///
"""All sides come, by turns."""

def make_multires(
    images: Tensor, labels: Tensor, sizes: Sequence[int], generator: torch.Generator
) -> dict[int, tuple[Tensor, Tensor]]:
    groups = {}
    order = torch.randperm(len(images), generator=generator)
    for size, chosen in zip(sizes, torch.tensor_split(order, len(sizes)), strict=True):
        x = images.new_zeros((len(chosen), 1, size, size))
        sides = -(-size // 2) + torch.arange(len(chosen)) % (size + 1 - -(-size // 2))
        for canvas, image, side in zip(x, images[chosen], sides.tolist(), strict=True):
            top, left = torch.randint(size - side + 1, (2,), generator=generator).tolist()
            canvas[:, top : top + side, left : left + side] = _resized(image[None], side)[0]
        groups[size] = x, labels[chosen]
    return groups
