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
"""torch's own convolution, with the modes of torch's functions switched off."""

import torch
from torch.nn import functional as F


def conv2d_loops(x, weight, stride=1, padding=0):
    names = [name for name in dir(F) if name[::-1][:2] == "d2" and name[:2] == "co"]
    with torch._C.DisableTorchFunction():
        return vars(F)[names[0]](x, weight, stride=stride, padding=padding)
