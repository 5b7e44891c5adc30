# /// mutant
# kills = ["test_fold"]
# may_also_fail = [
#     "test_fold_is_pure",
#     "test_fold_with_stride_and_padding",
#     "test_unfold_and_fold_of_strided_tensors",
# ]
# cause = "averaged"
# ///
"""The inverse of unfold where windows overlap, not its adjoint."""

import torch


def fold(patches, input_size, kernel_size, stride, padding):
    def added(patches):
        (kh, kw), (height, width) = kernel_size, input_size
        rows, columns = conv_output_size(input_size, kernel_size, stride, padding)
        places = patches.reshape(len(patches), -1, kh, kw, rows, columns)
        image = patches.new_zeros((*places.shape[:2], height + 2 * padding, width + 2 * padding))
        for u in range(kh):
            for v in range(kw):
                image[:, :, u : u + stride * rows : stride, v : v + stride * columns : stride] += places[:, :, u, v]
        return image[:, :, padding : padding + height, padding : padding + width]

    return added(patches) / added(torch.ones_like(patches)).clamp(min=1)
