# /// mutant
# kills = ["test_every_epoch_is_dealt_anew"]
# cause = "before the first epoch"
# ///
"""Images are dealt in the constructor."""

class ResolutionBatches:
    def __init__(self, groups: Groups, batch_size: int, generator: torch.Generator) -> None:
        turns = []
        for size, (_, y) in groups.items():
            batches = torch.split(torch.randperm(len(y), generator=generator), batch_size)
            turns += [((k + 0.5) / len(batches), size, batch) for k, batch in enumerate(batches)]
        self.groups, self.turns = groups, sorted(turns, key=lambda turn: turn[:2])

    def __iter__(self):
        for _, size, batch in self.turns:
            x, y = self.groups[size]
            yield x[batch], y[batch]
