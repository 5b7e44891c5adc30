# /// mutant
# kills = ["test_backward_of_the_images"]
# may_also_fail = [
#     "test_backward_of_one_of_the_two",
#     "test_backward_of_strided_tensors",
#     "test_backward_with_stride_and_padding",
#     "test_conv2dfunction_is_pure",
# ]
# cause = "patches"
# ///
"""The images' gradient is folded from the patches themselves."""

class Conv2DFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, stride: int, padding: int) -> Tensor:
        size, kernel_size = (x.shape[2], x.shape[3]), (weight.shape[2], weight.shape[3])
        patches = unfold(x, kernel_size, stride, padding)
        ctx.save_for_backward(patches, weight)
        ctx.geometry = size, kernel_size, stride, padding
        rows, columns = conv_output_size(size, kernel_size, stride, padding)
        return (weight.flatten(1) @ patches).reshape(x.shape[0], -1, rows, columns)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, Tensor, None, None]:
        patches, weight = ctx.saved_tensors
        upstream = grads[0].flatten(2)
        of_weight = torch.einsum("bop,bkp->ok", upstream, patches).reshape(weight.shape)
        of_x = fold(patches, *ctx.geometry)
        return of_x, of_weight, None, None
