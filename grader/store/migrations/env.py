"""Alembic's environment: a migration runs on the connection that the store has open."""

from __future__ import annotations

from alembic import context

from grader.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
