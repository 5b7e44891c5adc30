# /// mutant
# kills = ["test_no_group_ends_before_all_have_begun"]
# may_also_fail = ["test_groups_of_unequal_numbers_are_mixed"]
# cause = "one group come after the other"
# ///
"""One group after the other."""

class ResolutionBatches:

    def __init__(self, groups: Groups, batch_size: int, generator: torch.Generator) -> None:
        self.groups, self.batch_size, self.generator = groups, batch_size, generator

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        turns: list[tuple[float, float, int, Tensor]] = []
        for size, (_, y) in self.groups.items():
            batches = torch.split(torch.randperm(len(y), generator=self.generator), self.batch_size)
            ties = torch.rand(len(batches), generator=self.generator).tolist()
            turns += [((k + 0.5) / len(batches), ties[k], size, batch) for k, batch in enumerate(batches)]
        for _, _, size, batch in turns:
            x, y = self.groups[size]
            yield x[batch], y[batch]
