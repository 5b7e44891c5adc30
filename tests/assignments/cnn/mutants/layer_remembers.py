# /// mutant
# kills = ["test_layer_convolves"]
# may_also_fail = ["test_layer_goes_backward"]
# cause = "again"
# ///
"""Outputs are kept by shape between calls."""

class Conv2D(nn.Module):
    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: Size = (3, 3), stride: int = 1, padding: int = 1
    ) -> None:
        super().__init__()
        self.stride, self.padding, self.known = stride, padding, {}
        self.weight = nn.Parameter(torch.empty(out_channels, in_channels, *kernel_size))
        bound = self.weight[0].numel() ** -0.5
        nn.init.uniform_(self.weight, -bound, bound)

    def forward(self, x: Tensor) -> Tensor:
        if x.shape not in self.known:
            self.known[x.shape] = Conv2DFunction.apply(x, self.weight, self.stride, self.padding)
        y = self.known[x.shape]
        return y
