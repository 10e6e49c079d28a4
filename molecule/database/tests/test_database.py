"""PostgreSQL after the role: who gets in, who does not, and what its log keeps."""

from __future__ import annotations

import pytest
from testinfra.host import Host

OURS = {"standard": ("chancery", "chancery"), "alternative": ("interviews", "keeper")}
# An acknowledged answer survives a power cut only with all of these.
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
both = pytest.mark.parametrize("name", ["standard", "alternative"])


def sql(host: Host, system_user: str, database: str, role: str, statement: str) -> str:
    """Run a statement as a user of the system and return its output."""
    command = "runuser -u %s -- psql -X -q -t -A -h /run/postgresql -d %s -U %s -c %s"
    return str(host.check_output(command, system_user, database, role, statement))


@both
def test_the_service_user_is_let_in_without_a_password(named: Host, name: str) -> None:
    database, role = OURS[name]
    assert sql(named, "chancery", database, role, "SELECT current_user") == role
    assert sql(named, "postgres", database, "postgres", "SHOW server_version").startswith("17")


@both
@pytest.mark.control("database_no_port")
def test_nobody_else_is(named: Host, name: str) -> None:
    database, role = OURS[name]
    for user, wanted in (("nobody", role), ("www-data", role), ("chancery", "postgres"), ("root", "postgres")):
        tried = named.run(
            "runuser -u %s -- psql -X -w -h /run/postgresql -d %s -U %s -c 'SELECT 1'", user, database, wanted
        )
        assert tried.rc != 0, f"{user} was let in as {wanted}"
        assert "FATAL" in tried.stderr


@both
@pytest.mark.control("database_no_port")
def test_there_is_no_tcp_port(named: Host, name: str) -> None:
    assert "postgres" not in named.check_output("ss -H -ltnp")


@both
def test_the_role_owns_its_database_and_nothing_more(named: Host, name: str) -> None:
    database, role = OURS[name]
    owner = f"SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = '{database}'"
    assert sql(named, "postgres", "postgres", "postgres", owner) == role
    rights = (
        "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls, rolpassword IS NULL"
        f" FROM pg_authid WHERE rolname = '{role}'"
    )
    assert sql(named, "postgres", "postgres", "postgres", rights) == "f|f|f|f|f|t"
    connect = f"SELECT has_database_privilege('public', '{database}', 'CONNECT')"
    assert sql(named, "postgres", "postgres", "postgres", connect.replace("'public'", "0")) == "f"
    assert sql(named, "chancery", database, role, "CREATE SCHEMA keystore; DROP SCHEMA keystore; SELECT 1").endswith(
        "1"
    )


def test_settings_are_in_force(standard: Host, alternative: Host) -> None:
    def shown(host: Host, name: str) -> str:
        return sql(host, "postgres", "postgres", "postgres", f"SHOW {name}")

    assert (shown(standard, "max_connections"), shown(alternative, "max_connections")) == ("100", "40")
    assert shown(alternative, "work_mem") == "8MB"
    assert shown(standard, "hba_file") == "/etc/postgresql/17/main/chancery_hba.conf"
    assert [shown(standard, name) for name in ("data_checksums", *DURABLE)] == ["on"] * 4


def test_a_failing_statement_leaves_no_answer_in_the_log(standard: Host) -> None:
    planted = "planted-answer-4711"
    failing = f"CREATE TEMPORARY TABLE t (a text PRIMARY KEY); INSERT INTO t VALUES ('{planted}'), ('{planted}')"
    command = "runuser -u chancery -- psql -X -h /run/postgresql -d chancery -U chancery -c %s"
    assert planted in standard.run(command, failing).stderr
    log = standard.check_output("cat /var/log/postgresql/postgresql-17-main.log")
    assert "duplicate key value" in log
    assert planted not in log


def test_the_checker_notices_a_broken_file(standard: Host) -> None:
    checker = "/usr/lib/postgresql/17/bin/postgres -C listen_addresses -c data_directory=/var/lib/postgresql/17/main"
    command = f"echo \"max_connections = 'many'\" > /run/planted; {checker} -c config_file=/run/planted"
    planted = standard.run(command)
    standard.run("rm /run/planted")
    assert planted.rc != 0
