# %% [markdown]
# # A convolutional network
#
# First the convolution by hand: with loops, then as one matrix product, then with a backward pass of its own. Then a
# network of torch's layers that reads handwritten digits. Images are (b, c, h, w): b images of c channels, h rows and
# w columns; kernels are (o, c, kh, kw).
#
# README.md says precisely what each function must do.

# %%
from collections.abc import Callable, Sequence
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

Size = tuple[int, int]
Augment = Callable[[Tensor, torch.Generator], Tensor]
History = dict[str, list[float]]
Pooling = Literal["flatten", "max", "mean"]

# %% [markdown]
# ## Convolution with loops


# %%
def conv_output_size(size: Size, kernel_size: Size, stride: int, padding: int) -> Size:
    r"""The rows and columns of a convolution's output: (H, W) → (H', W').

    $$H' = \left\lfloor \frac{H + 2p - k_h}{s} \right\rfloor + 1$$

    A window of $k_h$ rows can begin at row $0, s, 2s, \dots$ of the padded image as long as its last row is still
    inside. What is left over at the lower and right edge is not looked at.
    """
    raise NotImplementedError("conv_output_size: the rows and columns of a convolution's output: (H, W) → (H', W')")


def conv2d_loops(x: Tensor, weight: Tensor, stride: int = 1, padding: int = 0) -> Tensor:
    r"""Convolve the images `x`, (b, c, h, w), with the kernels `weight`, (o, c, kh, kw), by explicit loops.

    $$y_{n o i j} = \sum_{c, u, v} w_{o c u v} \, \tilde x_{n, c, s i + u, s j + v}$$

    with $\tilde x$ the image inside a frame of `padding` zeros. The kernel is not flipped: strictly speaking this is
    a cross-correlation, as everywhere in deep learning. ValueError when x and weight differ in channels.
    """
    raise NotImplementedError("conv2d_loops: convolve the images `x`, (b, c, h, w), with the kernels `weight`, (o,…")


# %% [markdown]
# ## Unfolding images into patches, and folding them back


# %%
def unfold(x: Tensor, kernel_size: Size, stride: int, padding: int) -> Tensor:
    r"""Lay out the patches under all windows as columns: (b, c, h, w) → (b, k, p).

    Column $i W' + j$ is the patch whose window begins at row $si$ and column $sj$ of the padded image. Row
    $(c\,k_h + u)\,k_w + v$ is what lies in channel c at place (u, v) of the window: channels first, then rows, then
    columns, which is the order of a kernel (c, kh, kw) that is flattened.

    For a fixed place (u, v) of the window all patches together are one slice of the image with step s. So the only
    loops are over the places of the kernel.
    """
    raise NotImplementedError("unfold: lay out the patches under all windows as columns: (b, c, h, w) → (b, k, p)")


def fold(patches: Tensor, input_size: Size, kernel_size: Size, stride: int, padding: int) -> Tensor:
    r"""Add patches (b, k, p) up to images (b, c, H, W) of `input_size` (H, W): the adjoint of `unfold`.

    Adjoint means $\langle \text{unfold}(x), z \rangle = \langle x, \text{fold}(z) \rangle$ for all x and z. `unfold`
    copies a pixel into every patch that it lies in; so `fold` adds up, for every pixel, what stands in all its copies.
    It is not the inverse: a pixel in nine patches comes back nine times. What lies on the frame of padding is dropped,
    and a pixel that no window reaches is 0.
    """
    raise NotImplementedError("fold: add patches (b, k, p) up to images (b, c, H, W) of `input_size` (H, W): the…")


# %% [markdown]
# ## Convolution as a matrix product, with its backward pass


# %%
class Conv2DFunction(torch.autograd.Function):
    r"""The convolution of `conv2d_loops` as a matrix product, with a backward pass by hand.

    With $U$ = unfold(x), (b, k, p), and $W$ the kernels as a matrix, (o, k):

    $$Y_n = W U_n, \qquad
      \frac{\partial E}{\partial W} = \sum_n G_n U_n^\top, \qquad
      \frac{\partial E}{\partial U_n} = W^\top G_n, \qquad
      \frac{\partial E}{\partial x} = \text{fold}\left(\frac{\partial E}{\partial U}\right)$$

    where $G = \partial E / \partial Y$ is the upstream gradient. The last step is the chain rule through `unfold`,
    which is linear: its gradient is its adjoint. Use it as `Conv2DFunction.apply(x, weight, stride, padding)`.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, stride: int, padding: int) -> Tensor:
        """(b, c, h, w) and (o, c, kh, kw) → (b, o, h', w'); keeps in `ctx` what `backward` needs."""
        raise NotImplementedError("Conv2DFunction.forward: (b, c, h, w) and (o, c, kh, kw) → (b, o, h', w'); keeps…")

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, Tensor, None, None]:
        """The upstream gradient (b, o, h', w') → the gradients of x and weight; stride and padding have none."""
        raise NotImplementedError("Conv2DFunction.backward: the upstream gradient (b, o, h', w') → the gradients of…")


class Conv2D(nn.Module):
    """A layer with `out_channels` kernels and no bias, which convolves as `Conv2DFunction` does."""

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: Size = (3, 3), stride: int = 1, padding: int = 1
    ) -> None:
        r"""Draw `weight`, (o, c, kh, kw), uniformly from $\pm 1 / \sqrt{c\,k_h k_w}$, as torch's own layer does."""
        super().__init__()
        raise NotImplementedError("Conv2D.__init__: write this function")

    def forward(self, x: Tensor) -> Tensor:
        """(b, c, h, w) → (b, o, h', w')"""
        raise NotImplementedError("Conv2D.forward: (b, c, h, w) → (b, o, h', w')")


# %% [markdown]
# ## A network for digits
#
# From here on all of torch may be used.


# %%
def global_max_pool(x: Tensor) -> Tensor:
    """The largest value of every channel of every image: (b, c, h, w) → (b, c)."""
    raise NotImplementedError("global_max_pool: the largest value of every channel of every image: (b, c, h, w) →…")


def global_mean_pool(x: Tensor) -> Tensor:
    """The mean of every channel of every image: (b, c, h, w) → (b, c)."""
    raise NotImplementedError("global_mean_pool: the mean of every channel of every image: (b, c, h, w) → (b, c)")


class Net(nn.Module):
    """Three convolutions, 1 → 16 → 32 → 64 channels, and one linear layer to the logits of ten digits.

    Each convolution is 3×3 with padding 1 and a bias, and is followed by ReLU and a 2×2 max pool: 28×28 pixels become
    14×14, 7×7, 3×3. Then the 64 channels are flattened to 576 numbers, or pooled to 64 by their maximum or mean.
    """

    def __init__(self, pooling: Pooling = "flatten") -> None:
        """29,066 parameters with "flatten", 23,946 with "max" and "mean"; ValueError for any other pooling."""
        super().__init__()
        raise NotImplementedError("Net.__init__: 29,066 parameters with \"flatten\", 23,946 with \"max\" and \"mean\";…")

    def forward(self, x: Tensor) -> Tensor:
        """Images (b, 1, 28, 28) → logits (b, 10)."""
        raise NotImplementedError("Net.forward: images (b, 1, 28, 28) → logits (b, 10)")


# %% [markdown]
# ## Training


# %%
def augment(images: Tensor, generator: torch.Generator) -> Tensor:
    """Each of the images, (b, 1, h, w), turned, scaled and moved a little: what digit it is stays as it was.

    The angle is at most 10 degrees, the scale within 10 % of 1, the shift at most a fourteenth of the side (two pixels
    of 28), all drawn from `generator` for each image anew.
    """
    raise NotImplementedError("augment: each of the images, (b, 1, h, w), turned, scaled and moved a little: what…")


def train(
    net: nn.Module,
    x: Tensor,
    y: Tensor,
    x_val: Tensor,
    y_val: Tensor,
    *,
    epochs: int,
    batch_size: int,
    lr: float,
    seed: int,
    augment: Augment | None = None,
) -> History:
    r"""Train `net` on the images `x`, (n, 1, h, w), and labels `y`, (n,), by Adam; return the history.

    Update t of T uses the rate $\text{lr} \cdot (1 - t / T)$: large steps first, small ones at the end so that the
    noise of the batches averages out. `augment` sees training batches only: the network is judged on images as they
    are.
    """
    raise NotImplementedError("train: train `net` on the images `x`, (n, 1, h, w), and labels `y`, (n,), by Adam;…")


def evaluate(net: nn.Module, x: Tensor, y: Tensor, batch_size: int = 256) -> float:
    """The share of the images `x` that `net` gives their label in `y`; `net` is left in the mode in which it came."""
    raise NotImplementedError("evaluate: the share of the images `x` that `net` gives their label in `y`; `net` is…")


def tune(
    x: Tensor,
    y: Tensor,
    x_val: Tensor,
    y_val: Tensor,
    lrs: Sequence[float],
    batch_sizes: Sequence[int],
    seed: int,
    epochs: int = 1,
) -> tuple[tuple[float, int], list[dict[str, Any]]]:
    """Train `Net()` with every combination of rate and batch size; return the best pair, and a row for each.

    What differs between two rows is to be the rate and the batch size only: all start from the same weights.
    """
    raise NotImplementedError("tune: train `Net()` with every combination of rate and batch size; return the best…")
