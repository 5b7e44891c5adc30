# /// mutant
# kills = ["test_fold"]
# may_also_fail = [
#     "test_fold_is_pure",
#     "test_fold_with_stride_and_padding",
#     "test_unfold_and_fold_of_strided_tensors",
# ]
# cause = "calls"
# ///
"""torch's own layer for folding."""

from torch import nn


def fold(patches, input_size, kernel_size, stride, padding):
    return nn.Fold(input_size, kernel_size, stride=stride, padding=padding)(patches)
