# /// mutant
# kills = ["test_conv2dfunction_is_pure"]
# cause = "another forward pass"
# ///
"""The kernels are kept in the class, where the next forward pass replaces them."""

@staticmethod
def convolve(ctx: Any, x: Tensor, weight: Tensor, stride: int, padding: int) -> Tensor:
    size, kernel_size = (x.shape[2], x.shape[3]), (weight.shape[2], weight.shape[3])
    patches = unfold(x, kernel_size, stride, padding)
    ctx.save_for_backward(patches)
    ctx.geometry = size, kernel_size, stride, padding
    Conv2DFunction.latest = weight.detach()
    rows, columns = conv_output_size(size, kernel_size, stride, padding)
    return (weight.flatten(1) @ patches).reshape(x.shape[0], -1, rows, columns)


Conv2DFunction.forward = convolve


@staticmethod
def convolve_backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, Tensor, None, None]:
    (patches,), weight = ctx.saved_tensors, Conv2DFunction.latest
    upstream = grads[0].flatten(2)
    of_weight = torch.einsum("bop,bkp->ok", upstream, patches).reshape(weight.shape)
    of_x = fold(weight.flatten(1).T @ upstream, *ctx.geometry)
    return of_x, of_weight, None, None


Conv2DFunction.backward = convolve_backward
