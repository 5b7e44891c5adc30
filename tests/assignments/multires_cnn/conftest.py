"""What the tests of batches and of training look at alike: the epochs, as which images were seen in which batch."""

from __future__ import annotations

from itertools import pairwise
from math import ceil

import pytest

from grader.checks import CheckFailure


class Epochs:
    """Groups whose sizes are known, and epochs as lists of (size, numbers of the images) for each batch."""

    def __init__(self, name, counts, batch_size):
        self.name = name
        self.counts = counts
        self.batch_size = batch_size

    @property
    def length(self):
        """How many batches an epoch has."""
        return sum(ceil(count / self.batch_size) for count in self.counts.values())

    def check_whole(self, epoch):
        """Every image once, in batches of batch_size and one of what is left for each group."""
        seen = {size for size, _ in epoch}
        if len(seen) == 1 < len(self.counts):
            hint = "are images cut, padded or resized to put them into one batch? They stay as they are"
            raise CheckFailure(f"{self.name} uses images of size {seen.pop()} only", hint=hint, cause="one size")
        for size, count in self.counts.items():
            batches = [numbers for other, numbers in epoch if other == size]
            used = [number for numbers in batches for number in numbers]
            said = f"of {count} images of size {size} in batches of {self.batch_size}"
            if not used:
                hint = "is a group left out? Every one is in every epoch"
                if self.batch_size == 1:
                    hint = "are batches of one image left out?"
                elif count < self.batch_size:
                    hint = "is a group left out that is smaller than a batch?"
                raise CheckFailure(f"{self.name} uses no image of size {size}", hint=hint, cause="group")
            if len(used) < count and len(set(used)) == len(used):
                hint = "is the short last batch of a group dropped, or the end of the longer groups?"
                raise CheckFailure(f"{self.name} uses {len(used)} {said}", hint=hint, cause="dropped")
            if sorted(used) != list(range(count)):
                hint = self._surplus(count, batches)
                raise CheckFailure(
                    f"{self.name} uses {len(set(used))} {said}, {len(used)} times together", hint=hint, cause="images"
                )
            lengths = sorted(len(numbers) for numbers in batches)
            full, rest = divmod(count, self.batch_size)
            if lengths != sorted([self.batch_size] * full + [rest] * bool(rest)):
                hint = f"is batch_size used? Every batch holds {self.batch_size} images but for one with what is left"
                if len(lengths) == full + bool(rest) and lengths[-1] - lengths[0] <= 1:
                    hint = f"is the group divided into equal parts? {hint.partition('? ')[2]}"
                found = ", ".join(map(str, lengths))
                raise CheckFailure(f"{self.name} makes batches of {found} {said}", hint=hint, cause="batch size")

    def _surplus(self, count, batches):
        """How some images of a group came to be used more than once."""
        used = [number for numbers in batches for number in numbers]
        if len(used) == count:
            return "are images drawn with replacement, so that some come twice and others not at all?"
        if set(map(len, batches)) == {self.batch_size} and len(used) - count < self.batch_size:
            return "is the last batch filled up, with images that had their turn? It holds what is left"
        return "is a group gone through again, until the others end? Every image is used once"

    def check_mixed(self, epoch):
        """No group has had its last batch before every other has had its first."""
        order = [size for size, _ in epoch]
        first = {size: order.index(size) for size in self.counts}
        last = {size: len(order) - 1 - order[::-1].index(size) for size in self.counts}
        early = min(last, key=last.__getitem__)
        late = max(first, key=first.__getitem__)
        if last[early] < first[late]:
            hint = (
                "what is merely shuffled can end a small group before another has begun: "
                "one batch of each group first, or all of them spread over the epoch"
            )
            if sum(one != other for one, other in pairwise(order)) < len(self.counts):
                hint = "does one group come after the other? The network forgets the first while it learns the last"
            elif any(set(order[:place]).isdisjoint(order[place:]) for place in range(1, len(order))):
                hint = f"are some groups worked off before the others begin? Or are batches shuffled? For {hint}"
            said = f"{self.name} is through with size {early} before size {late} has begun"
            raise CheckFailure(said, hint=hint, cause="one after the other")


@pytest.fixture
def epochs_of():
    return Epochs
