# /// mutant
# kills = ["test_layer_has_one_parameter"]
# cause = "seeded anew"
# ///
"""Each layer has a generator of its own, seeded with the number that torch was seeded with."""

class Conv2D(nn.Module):
    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: Size = (3, 3), stride: int = 1, padding: int = 1
    ) -> None:
        super().__init__()
        self.stride, self.padding = stride, padding
        self.weight = nn.Parameter(torch.empty(out_channels, in_channels, *kernel_size))
        bound = self.weight[0].numel() ** -0.5
        own = torch.Generator().manual_seed(torch.initial_seed())
        nn.init.uniform_(self.weight, -bound, bound, generator=own)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = Conv2DFunction.apply(x, self.weight, self.stride, self.padding)
        return y
