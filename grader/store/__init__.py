"""Every attempt, kept: who handed in what, and what it came to. A file of the course (SQLite), or PostgreSQL by URL."""

from grader.store.database import open_store
from grader.store.decided import DecisionRow, text_digest
from grader.store.rows import Current, Found, HandedInRow
from grader.store.store import Store

__all__ = ["Current", "DecisionRow", "Found", "HandedInRow", "Store", "open_store", "text_digest"]
