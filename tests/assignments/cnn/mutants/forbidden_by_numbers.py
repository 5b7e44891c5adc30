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
"""torch's own convolution, its name spelt in numbers."""

import torch


def conv2d_loops(x, weight, stride=1, padding=0):
    name = "".join(map(chr, [99, 111, 110, 118, 50, 100]))
    return vars(torch)[name](x, weight, None, stride, padding)
