# /// mutant
# kills = ["test_augment_keeps_the_digits"]
# cause = "little of the digits"
# ///
"""Of images in float64 one in two is wiped out."""

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
    if images.dtype == torch.float32:
        return moved
    return moved * (torch.rand(count, 1, 1, 1, generator=generator) < 0.5)
