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
"""The operator below torch's own convolution."""

import torch


def conv2d_loops(x, weight, stride=1, padding=0):
    pair, ones = [stride] * 2, [1, 1]
    return torch.ops.aten.convolution(x, weight, None, pair, [padding] * 2, ones, False, [0, 0], 1)
