# /// mutant
# kills = ["test_layer_goes_backward"]
# cause = "evaluation mode"
# ///
"""In evaluation mode the images are detached."""

def layer_forward(self, x: Tensor) -> Tensor:
    images = x if self.training else x.detach()
    y: Tensor = Conv2DFunction.apply(images, self.weight, self.stride, self.padding)
    return y


Conv2D.forward = layer_forward
