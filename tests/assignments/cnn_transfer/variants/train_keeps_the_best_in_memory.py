# /// variant
# why = "when the checkpoint is written is free"
# ///
"""A deep copy of the best state, saved once at the end; history as arrays."""

import copy

import numpy as np


def train_and_validate(model, train, val, *, optimizer, epochs, seed, checkpoint):
    torch.manual_seed(seed)
    if isinstance(optimizer, str):
        optimizer = make_optimizer(optimizer, filter(lambda p: p.requires_grad, model.parameters()), 2e-3)
    loader = train if isinstance(train, DataLoader) else DataLoader(train, batch_size=32, shuffle=True, generator=torch.Generator().manual_seed(seed))
    judge = val if isinstance(val, DataLoader) else DataLoader(val, batch_size=500)
    best, state = None, None
    rows = []
    for _ in range(epochs):
        model.train()
        losses = []
        for x, y in loader:
            optimizer.zero_grad(set_to_none=False)
            loss = F.nll_loss(F.log_softmax(model(x), 1), y)
            loss.backward()
            optimizer.step()
            losses.append(float(loss))
        model.eval()
        with torch.inference_mode():
            pairs = [(model(x), y) for x, y in judge]
        logits, labels = torch.cat([a for a, _ in pairs]), torch.cat([b for _, b in pairs])
        accuracy = float((logits.argmax(1) == labels).double().mean())
        rows.append((np.mean(losses), float(F.cross_entropy(logits, labels)), accuracy))
        if best is None or accuracy > best:
            best, state = accuracy, copy.deepcopy(model.state_dict())
    model.load_state_dict(state)
    torch.save(state, checkpoint)
    return best, dict(zip(("train_loss", "val_loss", "val_accuracy"), np.array(rows).T))
