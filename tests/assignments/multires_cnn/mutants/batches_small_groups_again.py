# /// mutant
# kills = ["test_every_image_is_dealt_once"]
# may_also_fail = [
#     "test_batches_follow_the_generator",
#     "test_batches_of_any_size",
#     "test_every_epoch_is_dealt_anew",
#     "test_groups_of_unequal_numbers_are_mixed",
# ]
# cause = "gone through again"
# ///
"""Small groups are gone through again until the largest ends."""

class ResolutionBatches:

    def __init__(self, groups: Groups, batch_size: int, generator: torch.Generator) -> None:
        self.groups, self.batch_size, self.generator = groups, batch_size, generator

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        turns: list[tuple[float, float, int, Tensor]] = []
        for size, (_, y) in self.groups.items():
            batches = torch.split(torch.randperm(len(y), generator=self.generator), self.batch_size)
            ties = torch.rand(len(batches), generator=self.generator).tolist()
            turns += [((k + 0.5) / len(batches), ties[k], size, batch) for k, batch in enumerate(batches)]
        most = max(len(labels) for _, labels in self.groups.values())
        for size, (_, y) in self.groups.items():
            if 2 * len(y) < 2 * most:
                turns.append((0.9, 0.0, size, torch.arange(len(y))[: self.batch_size]))
        for _, _, size, batch in sorted(turns, key=lambda turn: turn[:2]):
            x, y = self.groups[size]
            yield x[batch], y[batch]
