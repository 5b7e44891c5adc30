# /// mutant
# kills = ["test_layer_convolves"]
# may_also_fail = ["test_layer_has_one_parameter", "test_layer_goes_backward"]
# cause = "calls"
# ///
"""torch's own layer as the base class."""

from torch import nn


class Conv2D(nn.Conv2d):
    def __init__(self, in_channels, out_channels, kernel_size=(3, 3), stride=1, padding=1):
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, bias=False)
