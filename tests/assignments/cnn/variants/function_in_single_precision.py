# /// variant
# why = "single precision is precise enough"
# ///
"""Everything is computed in float32."""

import torch


class Conv2DFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, stride, padding):
        x, weight = x.float(), weight.float()
        patches = unfold(x, tuple(weight.shape[2:]), stride, padding)
        ctx.save_for_backward(patches, weight)
        ctx.geometry = tuple(x.shape[2:]), tuple(weight.shape[2:]), stride, padding
        return (weight.flatten(1) @ patches).unflatten(2, conv_output_size(*ctx.geometry))

    @staticmethod
    def backward(ctx, upstream):
        patches, weight = ctx.saved_tensors
        upstream = upstream.float().flatten(2)
        of_weight = (upstream @ patches.mT).sum(0).reshape(weight.shape)
        return fold(weight.flatten(1).mT @ upstream, *ctx.geometry), of_weight, None, None
