# /// mutant
# kills = ["test_loops"]
# may_also_fail = [
#     "test_loops_are_pure",
#     "test_loops_of_a_single_image",
#     "test_loops_of_strided_tensors",
#     "test_loops_refuse_other_channels",
#     "test_loops_with_stride_and_padding",
# ]
# cause = "calls"
# ///
"""torch's own layer with the kernel as its weight."""

from torch import nn


def conv2d_loops(x, weight, stride=1, padding=0):
    o, c, *kernel_size = weight.shape
    layer = nn.Conv2d(c, o, tuple(kernel_size), stride=stride, padding=padding, bias=False)
    layer.weight = nn.Parameter(weight, requires_grad=False)
    return layer(x)
