# /// mutant
# kills = ["test_batches_leave_the_groups"]
# may_also_fail = ["test_compare_trains_multiresnet_as_it_says"]
# cause = "shuffled in place"
# ///
"""Images and labels are shuffled where they lie."""

class ResolutionBatches:

    def __init__(self, groups: Groups, batch_size: int, generator: torch.Generator) -> None:
        self.groups, self.batch_size, self.generator = groups, batch_size, generator

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        turns: list[tuple[float, float, int, Tensor]] = []
        for size, (_, y) in self.groups.items():
            order = torch.randperm(len(y), generator=self.generator)
            for values in self.groups[size]:
                values.copy_(values[order])
            batches = torch.split(torch.arange(len(y)), self.batch_size)
            ties = torch.rand(len(batches), generator=self.generator).tolist()
            turns += [((k + 0.5) / len(batches), ties[k], size, batch) for k, batch in enumerate(batches)]
        for _, _, size, batch in sorted(turns, key=lambda turn: turn[:2]):
            x, y = self.groups[size]
            yield x[batch], y[batch]
