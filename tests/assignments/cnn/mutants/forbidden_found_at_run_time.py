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
"""torch's own convolution, looked for by the look of its name."""

from torch.nn import functional as F


def conv2d_loops(x, weight, stride=1, padding=0):
    for name, function in sorted(vars(F).items()):
        if name.startswith("co") and name.endswith("2d") and len(name) == 6:
            return function(x, weight, stride=stride, padding=padding)
