# /// mutant
# kills = ["test_layer_convolves"]
# cause = "update"
# ///
"""The convolution is that of the initial weight; gradients go to the weight that is a parameter."""

class Conv2D(nn.Module):
    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: Size = (3, 3), stride: int = 1, padding: int = 1
    ) -> None:
        super().__init__()
        self.stride, self.padding = stride, padding
        self.weight = nn.Parameter(torch.empty(out_channels, in_channels, *kernel_size))
        bound = self.weight[0].numel() ** -0.5
        nn.init.uniform_(self.weight, -bound, bound)
        self.kernel = self.weight.detach().clone()

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = Conv2DFunction.apply(x, self.weight - self.weight.detach() + self.kernel, self.stride, self.padding)
        return y
