# /// variant
# why = "torch's newer form of a function keeps what backward needs in setup_context"
# ///
"""forward without ctx; gradients only where they are asked for."""

import torch
from torch.autograd.function import once_differentiable


class Conv2DFunction(torch.autograd.Function):
    @staticmethod
    def forward(x, weight, stride, padding):
        patches = unfold(x, tuple(weight.shape[2:]), stride, padding)
        rows, columns = conv_output_size(x.shape[2:], weight.shape[2:], stride, padding)
        return torch.einsum("ok,bkp->bop", weight.flatten(1), patches).unflatten(2, (rows, columns))

    @staticmethod
    def setup_context(ctx, inputs, output):
        x, weight, ctx.stride, ctx.padding = inputs
        ctx.save_for_backward(x, weight)

    @staticmethod
    @once_differentiable
    def backward(ctx, upstream):
        x, weight = ctx.saved_tensors
        size, kernel_size = tuple(x.shape[2:]), tuple(weight.shape[2:])
        flat = upstream.flatten(2)
        of_x = of_weight = None
        if ctx.needs_input_grad[0]:
            of_x = fold(weight.flatten(1).mT @ flat, size, kernel_size, ctx.stride, ctx.padding)
        if ctx.needs_input_grad[1]:
            patches = unfold(x, kernel_size, ctx.stride, ctx.padding)
            of_weight = (flat @ patches.mT).sum(0).view_as(weight)
        return of_x, of_weight, None, None
