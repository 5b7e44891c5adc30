# /// mutant
# kills = ["test_squares_lie_on_black"]
# may_also_fail = ["test_every_place_is_drawn", "test_every_side_is_drawn", "test_images_are_resized"]
# cause = "for both directions"
# ///
"""A side of its own for rows and for columns."""

def make_multires(
    images: Tensor, labels: Tensor, sizes: Sequence[int], generator: torch.Generator
) -> dict[int, tuple[Tensor, Tensor]]:
    groups = {}
    order = torch.randperm(len(images), generator=generator)
    for size, chosen in zip(sizes, torch.tensor_split(order, len(sizes)), strict=True):
        x = images.new_zeros((len(chosen), 1, size, size))
        sides = torch.randint(-(-size // 2), size + 1, (len(chosen),), generator=generator)
        wide = sides[torch.randperm(len(sides), generator=generator)].tolist()
        for canvas, image, side, width in zip(x, images[chosen], sides.tolist(), wide, strict=True):
            top, left = (int(torch.randint(size - n + 1, (), generator=generator)) for n in (side, width))
            canvas[:, top : top + side, left : left + width] = F.interpolate(image[None], (side, width), mode="bilinear")[0]
        groups[size] = x, labels[chosen]
    return groups
