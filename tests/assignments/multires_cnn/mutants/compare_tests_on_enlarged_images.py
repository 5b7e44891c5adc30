# /// mutant
# kills = ["test_compare_trains_multiresnet_as_it_says"]
# cause = "see enlarged images"
# ///
"""MultiResNet is tested on enlarged images."""

def compare(
    train_groups: Groups,
    test_groups: Groups,
    *,
    epochs: int = 1,
    batch_size: int = 64,
    lr: float = 3e-3,
    seed: int = 0,
) -> list[dict[str, Any]]:
    enlarged = [
        {size: (_resized(x, 64), y) for size, (x, y) in groups.items()} for groups in (train_groups, test_groups)
    ]
    table: list[dict[str, Any]] = []
    networks: list[tuple[type[nn.Module], Groups, Groups]] = [
        (FixedResNet, enlarged[0], enlarged[1]),
        (MultiResNet, train_groups, test_groups),
    ]
    for kind, training, test in networks:
        torch.manual_seed(seed)
        net = kind()
        start = time.perf_counter()
        train(net, training, epochs=epochs, batch_size=batch_size, lr=lr, seed=seed)
        seconds = time.perf_counter() - start
        for resolution, accuracy in evaluate_by_resolution(net, test if kind is FixedResNet else enlarged[1]).items():
            table.append(
                {
                    "network": kind.__name__,
                    "resolution": resolution,
                    "accuracy": accuracy,
                    "parameters": count_parameters(net),
                    "seconds": seconds,
                }
            )
    return table
