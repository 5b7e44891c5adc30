# /// mutant
# kills = ["test_conv2dfunction_is_pure"]
# cause = "kept"
# ///
"""The first gradients are kept in ctx, and given again whatever comes from upstream."""

def keeping(original):
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, Tensor, None, None]:
        if not hasattr(ctx, "found"):
            ctx.found = original(ctx, *grads)
        of_x, of_weight, *rest = ctx.found
        return of_x.clone(), of_weight.clone(), *rest

    return staticmethod(backward)


Conv2DFunction.backward = keeping(Conv2DFunction.backward)
