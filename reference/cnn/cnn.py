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
    ### BEGIN SOLUTION
    rows, columns = (
        (side + 2 * padding - kernel) // stride + 1 for side, kernel in zip(size, kernel_size, strict=True)
    )
    return rows, columns
    ### END SOLUTION


def conv2d_loops(x: Tensor, weight: Tensor, stride: int = 1, padding: int = 0) -> Tensor:
    r"""Convolve the images `x`, (b, c, h, w), with the kernels `weight`, (o, c, kh, kw), by explicit loops.

    $$y_{n o i j} = \sum_{c, u, v} w_{o c u v} \, \tilde x_{n, c, s i + u, s j + v}$$

    with $\tilde x$ the image inside a frame of `padding` zeros. The kernel is not flipped: strictly speaking this is
    a cross-correlation, as everywhere in deep learning. ValueError when x and weight differ in channels.
    """
    ### BEGIN SOLUTION
    count, channels, *size = x.shape
    out_channels, in_channels, kh, kw = weight.shape
    if channels != in_channels:
        raise ValueError(f"the images have {channels} channels, the kernels {in_channels}")
    rows, columns = conv_output_size((size[0], size[1]), (kh, kw), stride, padding)
    padded = F.pad(x, (padding, padding, padding, padding))
    y = x.new_zeros((count, out_channels, rows, columns))
    for n in range(count):
        for o in range(out_channels):
            for i in range(rows):
                for j in range(columns):
                    top, left = stride * i, stride * j
                    window = padded[n, :, top : top + kh, left : left + kw]
                    y[n, o, i, j] = (window * weight[o]).sum()
    return y
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    kh, kw = kernel_size
    rows, columns = conv_output_size((x.shape[2], x.shape[3]), kernel_size, stride, padding)
    padded = F.pad(x, (padding, padding, padding, padding))
    places = [
        padded[:, :, u : u + stride * rows : stride, v : v + stride * columns : stride]
        for u in range(kh)
        for v in range(kw)
    ]
    return torch.stack(places, dim=2).reshape(x.shape[0], -1, rows * columns)
    ### END SOLUTION


def fold(patches: Tensor, input_size: Size, kernel_size: Size, stride: int, padding: int) -> Tensor:
    r"""Add patches (b, k, p) up to images (b, c, H, W) of `input_size` (H, W): the adjoint of `unfold`.

    Adjoint means $\langle \text{unfold}(x), z \rangle = \langle x, \text{fold}(z) \rangle$ for all x and z. `unfold`
    copies a pixel into every patch that it lies in; so `fold` adds up, for every pixel, what stands in all its copies.
    It is not the inverse: a pixel in nine patches comes back nine times. What lies on the frame of padding is dropped,
    and a pixel that no window reaches is 0.
    """
    ### BEGIN SOLUTION
    kh, kw = kernel_size
    rows, columns = conv_output_size(input_size, kernel_size, stride, padding)
    height, width = input_size
    places = patches.reshape(patches.shape[0], -1, kh, kw, rows, columns)
    padded = patches.new_zeros((*places.shape[:2], height + 2 * padding, width + 2 * padding))
    for u in range(kh):
        for v in range(kw):
            padded[:, :, u : u + stride * rows : stride, v : v + stride * columns : stride] += places[:, :, u, v]
    return padded[:, :, padding : padding + height, padding : padding + width]
    ### END SOLUTION


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
        ### BEGIN SOLUTION
        size, kernel_size = (x.shape[2], x.shape[3]), (weight.shape[2], weight.shape[3])
        patches = unfold(x, kernel_size, stride, padding)
        ctx.save_for_backward(patches, weight)
        ctx.geometry = size, kernel_size, stride, padding
        rows, columns = conv_output_size(size, kernel_size, stride, padding)
        return (weight.flatten(1) @ patches).reshape(x.shape[0], -1, rows, columns)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, Tensor, None, None]:
        """The upstream gradient (b, o, h', w') → the gradients of x and weight; stride and padding have none."""
        ### BEGIN SOLUTION
        patches, weight = ctx.saved_tensors
        upstream = grads[0].flatten(2)
        of_weight = torch.einsum("bop,bkp->ok", upstream, patches).reshape(weight.shape)
        of_x = fold(weight.flatten(1).T @ upstream, *ctx.geometry)
        return of_x, of_weight, None, None
        ### END SOLUTION


class Conv2D(nn.Module):
    """A layer with `out_channels` kernels and no bias, which convolves as `Conv2DFunction` does."""

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: Size = (3, 3), stride: int = 1, padding: int = 1
    ) -> None:
        r"""Draw `weight`, (o, c, kh, kw), uniformly from $\pm 1 / \sqrt{c\,k_h k_w}$, as torch's own layer does."""
        super().__init__()
        ### BEGIN SOLUTION
        self.stride, self.padding = stride, padding
        self.weight = nn.Parameter(torch.empty(out_channels, in_channels, *kernel_size))
        bound = self.weight[0].numel() ** -0.5
        nn.init.uniform_(self.weight, -bound, bound)
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """(b, c, h, w) → (b, o, h', w')"""
        ### BEGIN SOLUTION
        y: Tensor = Conv2DFunction.apply(x, self.weight, self.stride, self.padding)  # type: ignore[no-untyped-call]  # torch
        return y
        ### END SOLUTION


# %% [markdown]
# ## A network for digits
#
# From here on all of torch may be used.


# %%
def global_max_pool(x: Tensor) -> Tensor:
    """The largest value of every channel of every image: (b, c, h, w) → (b, c)."""
    ### BEGIN SOLUTION
    return x.amax(dim=(2, 3))
    ### END SOLUTION


def global_mean_pool(x: Tensor) -> Tensor:
    """The mean of every channel of every image: (b, c, h, w) → (b, c)."""
    ### BEGIN SOLUTION
    return x.mean(dim=(2, 3))
    ### END SOLUTION


class Net(nn.Module):
    """Three convolutions, 1 → 16 → 32 → 64 channels, and one linear layer to the logits of ten digits.

    Each convolution is 3×3 with padding 1 and a bias, and is followed by ReLU and a 2×2 max pool: 28×28 pixels become
    14×14, 7×7, 3×3. Then the 64 channels are flattened to 576 numbers, or pooled to 64 by their maximum or mean.
    """

    def __init__(self, pooling: Pooling = "flatten") -> None:
        """29,066 parameters with "flatten", 23,946 with "max" and "mean"; ValueError for any other pooling."""
        super().__init__()
        ### BEGIN SOLUTION
        pools: dict[str, Callable[[Tensor], Tensor]] = {
            "flatten": nn.Flatten(),
            "max": global_max_pool,
            "mean": global_mean_pool,
        }
        if pooling not in pools:
            raise ValueError(f"pooling is one of {', '.join(pools)}; got {pooling!r}")
        self.pool = pools[pooling]
        layers: list[nn.Module] = []
        for in_channels, out_channels in ((1, 16), (16, 32), (32, 64)):
            layers += [nn.Conv2d(in_channels, out_channels, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Linear(64 * 3 * 3 if pooling == "flatten" else 64, 10)
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Images (b, 1, 28, 28) → logits (b, 10)."""
        ### BEGIN SOLUTION
        logits: Tensor = self.classifier(self.pool(self.features(x)))
        return logits
        ### END SOLUTION


# %% [markdown]
# ## Training


# %%
def augment(images: Tensor, generator: torch.Generator) -> Tensor:
    """Each of the images, (b, 1, h, w), turned, scaled and moved a little: what digit it is stays as it was.

    The angle is at most 10 degrees, the scale within 10 % of 1, the shift at most a fourteenth of the side (two pixels
    of 28), all drawn from `generator` for each image anew.
    """
    ### BEGIN SOLUTION
    count = len(images)

    def uniform(bound: float) -> Tensor:
        draws = torch.rand(count, generator=generator, dtype=images.dtype)
        return bound * (2 * draws - 1)

    angle, scale = uniform(torch.pi / 18), 1 + uniform(0.1)
    cosine, sine = torch.cos(angle) / scale, torch.sin(angle) / scale
    # in the coordinates of affine_grid the side is 2 long
    rows = [torch.stack([cosine, -sine, uniform(1 / 7)], dim=1), torch.stack([sine, cosine, uniform(1 / 7)], dim=1)]
    grid = F.affine_grid(torch.stack(rows, dim=1), list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, align_corners=False)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)  # for layers that draw, such as dropout
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    updates = epochs * -(-len(x) // batch_size)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / updates)
    history: History = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        net.train()
        total = 0.0
        order = torch.randperm(len(x), generator=generator)
        for batch in torch.split(order, batch_size):
            images = x[batch] if augment is None else augment(x[batch], generator)
            loss = F.cross_entropy(net(images), y[batch])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch
            optimizer.step()
            schedule.step()
            total += loss.item() * len(batch)
        logits = _logits(net, x_val)
        history["train_loss"].append(total / len(x))
        history["val_loss"].append(F.cross_entropy(logits, y_val).item())
        history["val_accuracy"].append(_accuracy(logits, y_val))
    return history
    ### END SOLUTION


def evaluate(net: nn.Module, x: Tensor, y: Tensor, batch_size: int = 256) -> float:
    """The share of the images `x` that `net` gives their label in `y`; `net` is left in the mode in which it came."""
    ### BEGIN SOLUTION
    return _accuracy(_logits(net, x, batch_size), y)
    ### END SOLUTION


### BEGIN SOLUTION
def _logits(net: nn.Module, x: Tensor, batch_size: int = 256) -> Tensor:
    """The logits of all images, batch by batch, in evaluation mode and without a graph."""
    was_training = net.training
    net.eval()
    with torch.no_grad():
        logits = torch.cat([net(images) for images in torch.split(x, batch_size)])
    net.train(was_training)
    return logits


def _accuracy(logits: Tensor, y: Tensor) -> float:
    return (logits.argmax(dim=1) == y).double().mean().item()


### END SOLUTION


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
    ### BEGIN SOLUTION
    table = []
    for lr in lrs:
        for batch_size in batch_sizes:
            torch.manual_seed(seed)
            net = Net()
            train(net, x, y, x_val, y_val, epochs=epochs, batch_size=batch_size, lr=lr, seed=seed)
            table.append({"lr": lr, "batch_size": batch_size, "val_accuracy": evaluate(net, x_val, y_val)})
    best = max(table, key=lambda row: row["val_accuracy"])
    return (best["lr"], int(best["batch_size"])), table
    ### END SOLUTION
