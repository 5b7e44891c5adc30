# /// variant
# why = "the function's forward pass may be the convolution by loops: what counts is what it returns"
# ///
"""Conv2DFunction calls conv2d_loops, and unfolds for the backward pass alone."""


@staticmethod
def function_forward(ctx, x, weight, stride, padding):
    size, kernel_size = (x.shape[2], x.shape[3]), (weight.shape[2], weight.shape[3])
    ctx.save_for_backward(unfold(x, kernel_size, stride, padding), weight)
    ctx.geometry = size, kernel_size, stride, padding
    return conv2d_loops(x, weight, stride, padding)


Conv2DFunction.forward = function_forward
