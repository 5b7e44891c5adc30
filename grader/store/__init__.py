"""Every attempt, kept: who handed in what, and what it came to. A file of the course (SQLite), or PostgreSQL by URL."""

from grader.store.database import open_store
from grader.store.store import Current, Found, HandedInRow, Store

__all__ = ["Current", "Found", "HandedInRow", "Store", "open_store"]
