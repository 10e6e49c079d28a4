import ast
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, text

import chancery.database.migrations.versions
from chancery.database import Database, current_revision, head_revision, migrate
from chancery.database.account_models import Base

# What an expand-only migration may call, and how a statement that it executes may begin.
ALLOWED = {
    "create_table",
    "create_index",
    "create_check_constraint",
    "add_column",
    "execute",
    "get_bind",
    "bulk_insert",
}
STATEMENTS = re.compile(r"CREATE (SCHEMA|FUNCTION|TRIGGER|INDEX) |ALTER TABLE \w+ ALTER COLUMN \w+ SET STORAGE \w+$")


@pytest.fixture
def empty(database_url):
    database = Database(database_url)
    yield database
    database.close()


def test_an_empty_database_gets_its_tables_once(empty):
    assert current_revision(empty) is None
    assert migrate(empty) == (None, head_revision())
    assert migrate(empty) == (head_revision(), head_revision())


def test_two_at_once(empty, database_url):
    # The file must exist before both of them open it: SQLite's switch to WAL takes its own lock.
    empty.read(lambda connection: connection.execute(text("SELECT 1")))
    second = Database(database_url)
    with ThreadPoolExecutor(2) as pool:
        done = sorted(pool.map(migrate, (empty, second)), key=str)
    second.close()
    head = head_revision()
    assert done == [(head, head), (None, head)]


def test_the_tables_are_what_the_models_say(database):
    models = MetaData()
    for table in Base.metadata.tables.values():
        table.to_metadata(models, schema=None if database.is_sqlite else table.schema)

    def differences(connection):
        options = {"compare_type": True, "include_schemas": not database.is_sqlite}
        return compare_metadata(MigrationContext.configure(connection, opts=options), models)

    assert database.read(differences) == []


def test_tables_of_a_later_version_are_left_alone(database):
    database.write(lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    assert migrate(database) == ("9999", "9999")


def test_a_migration_that_fails_leaves_nothing(empty):
    # A table that is in the way of the last one that the first migration creates.
    empty.write(lambda connection: connection.execute(text("CREATE TABLE erasure (x INTEGER)")))
    with pytest.raises(Exception, match="already exists"):
        migrate(empty)
    assert current_revision(empty) is None
    with pytest.raises(Exception, match="interview_session"):
        empty.read(lambda connection: connection.execute(text("SELECT 1 FROM interview_session")))


def test_the_revision_that_is_needed_is_alembics_head():
    config = Config()
    config.set_main_option("script_location", str(Path(chancery.database.migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_current_head() == head_revision()


def takes_away(source):
    """What in a migration the version before could not live with, as a list of sentences."""
    nodes = list(ast.walk(ast.parse(source)))
    found = []
    for node in nodes:
        match node:
            case ast.ImportFrom(module=str(module), names=names) if module.split(".")[0] == "alembic":
                found += [f"{n.name} from {module}" for n in names if (n.name, n.asname) != ("op", None)]
            case ast.Import(names=names):
                found += [f"import {n.name}" for n in names if n.name.split(".")[0] == "alembic"]
            case ast.Call(func=ast.Attribute(value=ast.Name(id="op"), attr="execute"), args=[statement, *_]):
                if not STATEMENTS.match(beginning(statement)):
                    found.append(f"the statement {ast.unparse(statement)}")
            case ast.Call(func=ast.Attribute(value=ast.Name(id="op"), attr="add_column"), args=[_, column, *_]):
                if demands_a_value(column):
                    found.append(f"the column {ast.unparse(column)}")
            case ast.Attribute(value=ast.Name(id="op"), attr=name) if name not in ALLOWED:
                found.append(f"op.{name}")
    # The connection may be asked which database it is, and nothing else.
    asked = [ast.unparse(node) for node in nodes if isinstance(node, ast.Attribute)]
    if asked.count("op.get_bind") != asked.count("op.get_bind().dialect"):
        found.append("the connection")
    return found


def beginning(statement):
    """The text of a literal up to its first blank; nothing of what is not a literal."""
    if isinstance(statement, ast.JoinedStr):
        statement = statement.values[0]
    return statement.value if isinstance(statement, ast.Constant) else ""


def demands_a_value(column):
    words = {word.arg: ast.unparse(word.value) for word in column.keywords} if isinstance(column, ast.Call) else {}
    return words.get("nullable") != "True" and "server_default" not in words


def test_migrations_only_add():
    files = sorted(Path(chancery.database.migrations.versions.__file__).parent.glob("0*.py"))
    assert files
    assert {file.name: found for file in files if (found := takes_away(file.read_text()))} == {}


@pytest.mark.parametrize(
    "line",
    [
        "op.drop_table('step')",
        "op.drop_column('step', 'box')",
        "op.alter_column('step', 'box', nullable=False)",
        "op.rename_table('step', 'steps')",
        "op.create_unique_constraint('u', 'step', ['box'])",
        "with op.batch_alter_table('step') as batch: batch.drop_column('box')",
        "op.execute('DROP TABLE step')",
        "op.execute('ALTER TABLE step DROP COLUMN box')",
        "op.execute('DELETE FROM step')",
        "op.execute(f'{word} TABLE step')",
        "op.execute(sa.text('DROP TABLE step'))",
        "op.get_bind().execute('DROP TABLE step')",
        "connection = op.get_bind()",
        "op.add_column('step', sa.Column('kind', sa.Text, nullable=False))",
        "op.add_column('step', sa.Column('kind', sa.Text))",
        "from alembic import op as other",
        "from alembic.operations import Operations",
        "import alembic.op",
    ],
)
def test_what_takes_away_is_refused(line):
    assert takes_away(line)


@pytest.mark.parametrize(
    "line",
    [
        "op.add_column('step', sa.Column('kind', sa.Text, nullable=True))",
        "op.add_column('step', sa.Column('kind', sa.Text, nullable=False, server_default='x'))",
        "op.create_index('i', 'step', ['box'])",
        "if op.get_bind().dialect.name == 'postgresql': op.execute('CREATE SCHEMA IF NOT EXISTS other')",
    ],
)
def test_what_adds_is_accepted(line):
    assert takes_away(line) == []
