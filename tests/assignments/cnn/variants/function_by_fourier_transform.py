# /// variant
# why = "a convolution is a product of spectra"
# ///
"""The forward pass by fft2; backward by the matrix product."""

import torch
from torch.nn import functional as F


class Conv2DFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, stride, padding):
        size, kernel_size = tuple(x.shape[2:]), tuple(weight.shape[2:])
        ctx.save_for_backward(x, weight)
        ctx.geometry = size, kernel_size, stride, padding
        padded = F.pad(x, (padding,) * 4)
        whole = tuple(padded.shape[2:])
        spectrum = torch.einsum("bchw,ochw->bohw", torch.fft.rfft2(padded), torch.fft.rfft2(weight, s=whole).conj())
        y = torch.fft.irfft2(spectrum, s=whole)
        inside = [side - k + 1 for side, k in zip(whole, kernel_size)]
        return y[:, :, : inside[0] : stride, : inside[1] : stride].contiguous()

    @staticmethod
    def backward(ctx, upstream):
        x, weight = ctx.saved_tensors
        size, kernel_size, stride, padding = ctx.geometry
        g = upstream.flatten(2)
        of_weight = torch.einsum("bop,bkp->ok", g, unfold(x, kernel_size, stride, padding))
        of_x = fold(torch.einsum("ok,bop->bkp", weight.flatten(1), g), size, kernel_size, stride, padding)
        return of_x, of_weight.reshape(weight.shape), None, None
