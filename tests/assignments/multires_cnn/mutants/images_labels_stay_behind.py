# /// mutant
# kills = ["test_each_image_is_there_once"]
# cause = "labels own order"
# ///
"""Images are drawn, labels are taken as they come."""

def make_multires(
    images: Tensor, labels: Tensor, sizes: Sequence[int], generator: torch.Generator
) -> dict[int, tuple[Tensor, Tensor]]:
    groups = {}
    order = torch.randperm(len(images), generator=generator)
    others = torch.tensor_split(labels, len(sizes))
    for size, chosen, own in zip(sizes, torch.tensor_split(order, len(sizes)), others, strict=True):
        x = images.new_zeros((len(chosen), 1, size, size))
        sides = torch.randint(-(-size // 2), size + 1, (len(chosen),), generator=generator)
        for canvas, image, side in zip(x, images[chosen], sides.tolist(), strict=True):
            top, left = torch.randint(size - side + 1, (2,), generator=generator).tolist()
            canvas[:, top : top + side, left : left + side] = _resized(image[None], side)[0]
        groups[size] = x, own
    return groups
