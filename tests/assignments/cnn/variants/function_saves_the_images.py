# /// variant
# why = "what is saved for backward is free"
# ///
"""The images are saved, and unfolded again in backward."""

import torch


class Conv2DFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, stride, padding):
        ctx.save_for_backward(x, weight)
        ctx.stride, ctx.padding = stride, padding
        o, _, kh, kw = weight.size()
        rows, columns = conv_output_size(x.shape[-2:], (kh, kw), stride, padding)
        patches = unfold(x, (kh, kw), stride, padding)
        return torch.matmul(weight.reshape(o, -1), patches).view(x.size(0), o, rows, columns)

    @staticmethod
    def backward(ctx, grad_output):
        x, weight = ctx.saved_tensors
        o, c, kh, kw = weight.size()
        grad = grad_output.reshape(x.size(0), o, -1)
        grad_x = grad_weight = None
        if ctx.needs_input_grad[0]:
            columns = weight.reshape(o, -1).t() @ grad
            grad_x = fold(columns, x.shape[-2:], (kh, kw), ctx.stride, ctx.padding)
        if ctx.needs_input_grad[1]:
            patches = unfold(x, (kh, kw), ctx.stride, ctx.padding)
            grad_weight = torch.bmm(grad, patches.transpose(1, 2)).sum(0).view_as(weight)
        return grad_x, grad_weight, None, None
