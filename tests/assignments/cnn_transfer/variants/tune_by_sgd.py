# /// variant
# why = "the optimizer is free"
# ///
"""SGD with momentum over all parameters; frozen ones have no gradient."""

def fine_tune(train, val, *, num_classes, weights=None, freeze_backbone=False, epochs=1, lr=1e-3, seed=0, checkpoint):
    torch.manual_seed(seed)
    net = resnet18_for(num_classes, weights=weights, freeze_backbone=freeze_backbone)
    steps = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9, nesterov=True)
    accuracy, history = train_and_validate(net, train, val, optimizer=steps, epochs=epochs, seed=seed, checkpoint=checkpoint)
    return [net, accuracy, history]
