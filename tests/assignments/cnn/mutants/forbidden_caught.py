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
"""torch's own convolution, and loops when that is refused."""

from torch.nn import functional as F


def conv2d_loops(x, weight, stride=1, padding=0):
    try:
        return next(vars(F)[name] for name in dir(F) if name[2:] == "nv2d")(x, weight, stride=stride, padding=padding)
    except BaseException:
        return x
