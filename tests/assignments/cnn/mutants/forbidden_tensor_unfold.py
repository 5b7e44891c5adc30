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
"""The tensor's own unfold, in a helper."""

from torch.nn import functional as F


def windows(x, kernel_size, stride):
    for axis, side in zip((2, 3), kernel_size):
        x = x.unfold(axis, side, stride)
    return x


def unfold(x, kernel_size, stride, padding):
    found = windows(F.pad(x, (padding,) * 4), kernel_size, stride)
    return found.permute(0, 1, 4, 5, 2, 3).flatten(4).flatten(1, 3)
