# /// variant
# why = "the function is by hand, so NumPy may do the sums"
# ///
"""Forward and backward in NumPy, place by place of the kernel."""

import numpy as np
import torch


def _slices(shape, stride, u, v, rows, columns):
    return slice(u, u + stride * rows, stride), slice(v, v + stride * columns, stride)


class Conv2DFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, stride, padding):
        frame = ((0, 0), (0, 0), (padding, padding), (padding, padding))
        image, kernel = np.pad(x.detach().numpy(), frame), weight.detach().numpy()
        rows, columns = conv_output_size(x.shape[2:], kernel.shape[2:], stride, padding)
        y = np.zeros((len(image), len(kernel), rows, columns), image.dtype)
        for u in range(kernel.shape[2]):
            for v in range(kernel.shape[3]):
                down, right = _slices(image.shape, stride, u, v, rows, columns)
                y += np.einsum("bchw,oc->bohw", image[:, :, down, right], kernel[:, :, u, v])
        ctx.kept = image, kernel, stride, padding
        return torch.from_numpy(y)

    @staticmethod
    def backward(ctx, upstream):
        image, kernel, stride, padding = ctx.kept
        g = upstream.detach().numpy()
        of_image, of_kernel = np.zeros_like(image), np.zeros_like(kernel)
        for u in range(kernel.shape[2]):
            for v in range(kernel.shape[3]):
                down, right = _slices(image.shape, stride, u, v, *g.shape[2:])
                of_kernel[:, :, u, v] = np.einsum("bohw,bchw->oc", g, image[:, :, down, right])
                of_image[:, :, down, right] += np.einsum("bohw,oc->bchw", g, kernel[:, :, u, v])
        height, width = image.shape[2:]
        inner = of_image[:, :, padding : height - padding, padding : width - padding]
        return torch.from_numpy(inner.copy()), torch.from_numpy(of_kernel), None, None
