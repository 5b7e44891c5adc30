"""Whose submission is where: what learning systems give for a class, brought into one list."""

from grader.collect.collecting import collect
from grader.collect.handed_in import Collected, HandedIn
from grader.collect.received import read_received
from grader.collect.roster import Roster, read_roster

__all__ = ["Collected", "HandedIn", "Roster", "collect", "read_received", "read_roster"]
