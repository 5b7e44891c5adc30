# /// variant
# why = "autograd knows the adjoint of unfold; an order may be drawn from a seed of its own in each epoch"
# ///
"""fold as the gradient of unfold; a torch.Size; half of the images moved, half as they were; a DataLoader that measures."""

from torch.utils.data import DataLoader, TensorDataset
import numpy as np
import torch


def conv_output_size(size, kernel_size, stride, padding):
    return torch.Size((n + 2 * padding - k + stride) // stride for n, k in zip(size, kernel_size))


def fold(patches, input_size, kernel_size, stride, padding):
    channels = patches.shape[1] // (kernel_size[0] * kernel_size[1])
    with torch.enable_grad():
        x = patches.new_zeros((patches.shape[0], channels, *input_size), requires_grad=True)
        (images,) = torch.autograd.grad(unfold(x, kernel_size, stride, padding), x, patches.detach())
    return images


def augment(images, generator):
    moved = images.clone()
    for i in range(len(images)):
        if torch.rand((), generator=generator) < 0.5:
            down, right = torch.randint(-2, 3, (2,), generator=generator).tolist()
            moved[i] = images[i].roll((down, right), dims=(1, 2)) * (0.8 + 0.2 * torch.rand((), generator=generator))
    return moved


def evaluate(net, x, y, batch_size=256):
    modes = [(module, module.training) for module in net.modules()]
    net.eval()
    hits = []
    for images, labels in DataLoader(TensorDataset(x, y), batch_size=batch_size):
        with torch.no_grad():
            hits += (torch.max(net(images), dim=1).indices == labels).tolist()
    for module, mode in modes:
        module.training = mode
    return np.float32(np.mean(hits))


def train(net, x, y, x_val, y_val, *, epochs, batch_size, lr, seed, augment=None):
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam([{"params": [p]} for p in net.parameters()], lr=lr, foreach=False)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": [], "lr": []}
    starts = range(0, len(x), batch_size)
    total, t = epochs * len(starts), 0
    for epoch in range(epochs):
        order = torch.randperm(len(x), generator=torch.Generator().manual_seed(seed + epoch))
        met = []
        for start in starts:
            net.train()
            net.zero_grad(set_to_none=False)
            for group in optimizer.param_groups:
                group["lr"] = lr * (total - t) / total
            index = order[start : start + batch_size]
            images = x[index]
            if augment:
                images = augment(images, torch.default_generator)
            loss = torch.nn.functional.nll_loss(net(images).log_softmax(-1), y[index])
            loss.backward()
            optimizer.step()
            met.append(loss)
            t += 1
        net.eval()
        with torch.no_grad():
            log_p = net(x_val).log_softmax(-1)
        history["train_loss"].append(torch.stack(met).mean().detach())
        history["val_loss"].append(-log_p[torch.arange(len(y_val)), y_val].mean())
        history["val_accuracy"].append((log_p.argmax(-1) == y_val).float().mean())
        history["lr"].append(lr)
    return history
