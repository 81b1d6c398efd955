"""The fourth schema: element sets, requirements, orders and their answers; cadence of sites, publication of images."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, empty, and the indexes from the statements frozen beside this file; no row changes."""
    bind = op.get_bind()
    script = Path(__file__).with_name(f"0004_tasking.{bind.dialect.name}.sql").read_text(encoding="utf-8")
    for statement in script.split("\n--;\n")[1:]:
        bind.exec_driver_sql(statement.strip())


def downgrade() -> None:
    """A schema is not taken back; go back to the copy made before."""
    raise RuntimeError("a schema is not taken back: go back to the copy made before")
