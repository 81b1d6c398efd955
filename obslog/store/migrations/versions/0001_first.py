"""The first schema: data tables, journal, exports, derived tables, triggers and indexes."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make everything in an empty database, from the statements frozen beside this file."""
    bind = op.get_bind()
    script = Path(__file__).with_name(f"0001_first.{bind.dialect.name}.sql").read_text(encoding="utf-8")
    for statement in script.split("\n--;\n")[1:]:
        bind.exec_driver_sql(statement.strip())


def downgrade() -> None:
    """There is nothing before the first schema; go back to a backup instead."""
    raise RuntimeError("a schema is not taken back: go back to the copy made before")
