# /// mutant
# kills = ["test_groups_have_their_shapes"]
# may_also_fail = [
#     "test_each_image_is_there_once",
#     "test_every_place_is_drawn",
#     "test_every_side_is_drawn",
#     "test_groups_are_drawn",
#     "test_images_are_resized",
#     "test_make_multires_follows_the_generator",
#     "test_make_multires_is_pure",
#     "test_squares_lie_on_black",
# ]
# cause = "texts"
# ///
"""Groups by the names of their sizes."""

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
        groups[str(size)] = x, labels[chosen]
    return groups
