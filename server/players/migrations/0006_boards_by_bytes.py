"""On PostgreSQL the boards' indexes are in the order of bytes, as Redis and SQLite have it: else each page is sorted."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

BOARDS = ("rating", "points", "best", "d_prime", "streak")


def by_bytes(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    _make(editor, 'COLLATE "C"')


def by_language(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    _make(editor, "")


def _make(editor: BaseDatabaseSchemaEditor, collation: str) -> None:
    if editor.connection.vendor != "postgresql":
        return
    for board in BOARDS:
        editor.execute(f"DROP INDEX all_time_{board}")
        editor.execute(
            f"CREATE INDEX all_time_{board} ON players_standing"
            f" ({board} DESC, player_id {collation} DESC) WHERE ends IS NULL"
        )


class Migration(migrations.Migration):
    dependencies = [("players", "0005_departure")]
    operations = [migrations.RunPython(by_bytes, by_language)]
