# /// variant
# why = "torch's newer form of a function keeps what backward needs in setup_context; ReLU and max pool may change places"
# ///
"""forward without ctx; gradients only where they are asked for; ReLU after the max pool."""

from torch import nn
from torch.autograd.function import once_differentiable
from torch.nn import functional as F
import torch


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


class Net(nn.Module):
    def __init__(self, pooling="flatten"):
        super().__init__()
        assert pooling in {"flatten", "max", "mean"}, "pooling"
        self.pooling = pooling
        self.one, self.two, self.three = nn.Conv2d(1, 16, 3, 1, 1), nn.Conv2d(16, 32, 3, 1, "same"), nn.Conv2d(32, 64, 3, 1, 1)
        self.last = nn.Linear(576 if pooling == "flatten" else 64, 10)

    def forward(self, x):
        for layer in (self.one, self.two, self.three):
            x = F.relu(F.max_pool2d(layer(x), 2), inplace=True)
        if self.pooling == "max":
            x = F.adaptive_max_pool2d(x, 1)
        elif self.pooling == "mean":
            x = F.adaptive_avg_pool2d(x, 1)
        return self.last(x.flatten(start_dim=1))
