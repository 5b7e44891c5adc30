# /// mutant
# kills = ["test_augment_keeps_the_digits"]
# cause = "little of the digits"
# ///
"""Images that are no squares are transposed and read row by row in their old shape: nothing stays together."""

def augment(images: Tensor, generator: torch.Generator) -> Tensor:
    count = len(images)

    def uniform(bound: float) -> Tensor:
        draws = torch.rand(count, generator=generator, dtype=images.dtype)
        return bound * (2 * draws - 1)

    angle, scale = uniform(torch.pi / 18), 1 + uniform(0.1)
    cosine, sine = torch.cos(angle) / scale, torch.sin(angle) / scale
    # in the coordinates of affine_grid the side is 2 long
    rows = [torch.stack([cosine, -sine, uniform(1 / 7)], dim=1), torch.stack([sine, cosine, uniform(1 / 7)], dim=1)]
    grid = F.affine_grid(torch.stack(rows, dim=1), list(images.shape), align_corners=False)
    moved = F.grid_sample(images, grid, align_corners=False)
    if moved.shape[2] == moved.shape[3]:
        return moved
    return moved.transpose(2, 3).reshape(moved.shape)
