"""Run the steps on the connection of `serve.store.migrate`, within its transaction."""

from alembic import context

from serve.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a table by copying it
    transactional_ddl=True,  # on SQLite too: BEGIN IMMEDIATE was said
)
with context.begin_transaction():
    context.run_migrations()
