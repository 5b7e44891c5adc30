# /// mutant
# kills = ["test_every_image_is_dealt_once"]
# may_also_fail = ["test_batches_of_any_size", "test_every_epoch_is_dealt_anew"]
# cause = "last batch filled up"
# ///
"""The last batch is filled up with images that have been."""

class ResolutionBatches:

    def __init__(self, groups: Groups, batch_size: int, generator: torch.Generator) -> None:
        self.groups, self.batch_size, self.generator = groups, batch_size, generator

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        turns: list[tuple[float, float, int, Tensor]] = []
        for size, (_, y) in self.groups.items():
            order = torch.randperm(len(y), generator=self.generator)
            batches = torch.split(order[torch.arange(-(-len(y) // self.batch_size) * self.batch_size) % len(y)], self.batch_size)
            ties = torch.rand(len(batches), generator=self.generator).tolist()
            turns += [((k + 0.5) / len(batches), ties[k], size, batch) for k, batch in enumerate(batches)]
        for _, _, size, batch in sorted(turns, key=lambda turn: turn[:2]):
            x, y = self.groups[size]
            yield x[batch], y[batch]
