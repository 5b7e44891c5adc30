# /// variant
# why = "patches may be added up by indices, digits bent and sheared, rates and accuracies NumPy's or tensors"
# ///
"""Windows clipped where the padding would be; index_add; an elastic distortion; train_loss at the end of the epoch."""

from torch.nn import functional as F
import numpy as np
import random
import torch


def conv2d_loops(x, weight, stride=1, padding=0):
    (b, c, h, w), (o, c2, kh, kw) = x.shape, weight.shape
    if c != c2:
        raise TypeError("channels")
    rows, columns = conv_output_size((h, w), (kh, kw), stride, padding)
    y = torch.empty(b, o, rows, columns, dtype=torch.float64)
    for i in range(rows):
        top = stride * i - padding
        u0, u1 = max(0, -top), min(kh, h - top)
        for j in range(columns):
            left = stride * j - padding
            v0, v1 = max(0, -left), min(kw, w - left)
            for n in range(b):
                for k in range(o):
                    if u1 <= u0 or v1 <= v0:
                        y[n, k, i, j] = 0
                    else:
                        window = x[n, :, top + u0 : top + u1, left + v0 : left + v1]
                        y[n, k, i, j] = torch.sum(window.double() * weight[k, :, u0:u1, v0:v1])
    return y


def fold(patches, input_size, kernel_size, stride, padding):
    (kh, kw), (b, k, p) = kernel_size, patches.shape
    rows, columns = conv_output_size(input_size, kernel_size, stride, padding)
    height, width = (side + 2 * padding for side in input_size)
    row = torch.arange(kh)[:, None, None, None] + stride * torch.arange(rows)[:, None]
    column = torch.arange(kw)[:, None, None] + stride * torch.arange(columns)
    index = (row * width + column).flatten()
    flat = torch.zeros(b * (k // (kh * kw)), height * width, dtype=patches.dtype)
    flat.index_add_(1, index, patches.reshape(len(flat), -1))
    image = flat.reshape(b, -1, height, width)
    return image[..., padding : height - padding, padding : width - padding].clone()


def augment(images, generator):
    count, _, height, width = images.shape
    coarse = torch.randn(count, 2, 4, 4, generator=generator).to(images)
    field = F.interpolate(coarse, (height, width), mode="bicubic", align_corners=False).permute(0, 2, 3, 1)
    theta = torch.eye(2, 3).to(images).repeat(count, 1, 1)
    theta[:, 0, 1] = 0.4 * torch.rand(count, generator=generator).to(images) - 0.2
    grid = F.affine_grid(theta, list(images.shape), align_corners=True) + 0.04 * field
    return F.grid_sample(images, grid, padding_mode="border", align_corners=True)


def measure(net, x, y):
    loss, hits = 0.0, 0
    net.eval()
    with torch.no_grad():
        for i in range(0, len(x), 100):
            logits = net(x[i : i + 100])
            loss += F.cross_entropy(logits, y[i : i + 100], reduction="sum").item()
            hits += int((logits.argmax(1) == y[i : i + 100]).sum())
    net.train()
    return loss / len(x), hits / len(x)


def train(net, x, y, x_val, y_val, *, epochs, batch_size, lr, seed, augment=None):
    shuffled, generator = random.Random(seed), torch.manual_seed(seed)
    parameters = [p for p in net.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam(parameters, lr=lr)
    steps = -(-len(x) // batch_size) * epochs
    history = np.zeros((epochs, 3))
    net.train()
    done = 0
    for epoch in range(epochs):
        order = list(range(len(x)))
        shuffled.shuffle(order)
        for i in range(0, len(order), batch_size):
            batch = order[i : i + batch_size]
            images = augment(x[batch], generator) if augment is not None else x[batch]
            loss = F.cross_entropy(net(images), y[batch])
            for p, gradient in zip(parameters, torch.autograd.grad(loss, parameters)):
                p.grad = gradient
            optimizer.param_groups[0]["lr"] = lr - lr * done / steps
            optimizer.step()
            done += 1
        history[epoch] = measure(net, x, y)[0], *measure(net, x_val, y_val)
    return {"train_loss": history[:, 0], "val_loss": history[:, 1], "val_accuracy": history[:, 2]}


def tune(x, y, x_val, y_val, lrs, batch_sizes, seed, epochs=1):
    accuracies = np.full((len(lrs), len(batch_sizes)), -np.inf)
    table = []
    for i, lr in enumerate(np.asarray(lrs)):
        for j, size in enumerate(np.asarray(batch_sizes)):
            torch.manual_seed(seed)
            net = Net()
            train(net, x, y, x_val, y_val, epochs=epochs, batch_size=int(size), lr=float(lr), seed=seed)
            accuracies[i, j] = evaluate(net, x_val, y_val)
            table.append({"lr": lr, "batch_size": size, "val_accuracy": torch.tensor(accuracies[i, j])})
    i, j = np.unravel_index(accuracies.argmax(), accuracies.shape)
    return (np.asarray(lrs)[i], np.asarray(batch_sizes)[j]), table
