# /// variant
# why = "the adjoint of unfold is what autograd computes of it"
# ///
"""fold as the gradient of unfold."""

import torch


def fold(patches, input_size, kernel_size, stride, padding):
    channels = patches.shape[1] // (kernel_size[0] * kernel_size[1])
    with torch.enable_grad():
        x = patches.new_zeros((patches.shape[0], channels, *input_size), requires_grad=True)
        (images,) = torch.autograd.grad(unfold(x, kernel_size, stride, padding), x, patches.detach())
    return images
