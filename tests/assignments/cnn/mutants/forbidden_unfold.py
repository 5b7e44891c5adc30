# /// mutant
# kills = ["test_unfold"]
# may_also_fail = [
#     "test_unfold_and_fold_of_strided_tensors",
#     "test_unfold_is_pure",
#     "test_unfold_of_a_single_image",
#     "test_unfold_with_stride_and_padding",
# ]
# cause = "calls"
# ///
"""torch's own unfold."""

from torch import nn


def unfold(x, kernel_size, stride, padding):
    return nn.functional.unfold(x, kernel_size, stride=stride, padding=padding)
