# /// mutant
# kills = ["test_layer_goes_backward"]
# cause = "gradient on to its images"
# ///
"""Patches are taken through a NumPy array, which keeps no graph of the images."""

def layer_forward(self, x: Tensor) -> Tensor:
    kernel_size = self.weight.shape[2], self.weight.shape[3]
    patches = torch.from_numpy(unfold(x.detach(), kernel_size, self.stride, self.padding).numpy())
    sides = conv_output_size((x.shape[2], x.shape[3]), kernel_size, self.stride, self.padding)
    return (self.weight.flatten(1) @ patches).unflatten(2, sides)


Conv2D.forward = layer_forward
