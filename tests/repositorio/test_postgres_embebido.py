"""The embedded PostgreSQL server: who starts it, who stops it, and what a crash leaves."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest

from comun import postgres_embebido
from comun.postgres_embebido import Server
from tests.entorno import ROOT

pytestmark = pytest.mark.largo

USER = """
import sys, time
from comun.postgres_embebido import Server

server = Server(sys.argv[1], scratch=True)
print(server.use(), flush=True)
sys.stdin.readline()
server.leave()
print("left", flush=True)
"""


@pytest.fixture
def server(tmp_path):
    server = Server(tmp_path / "pg", scratch=True)
    yield server
    server.discard()


def another_user(server):
    return subprocess.Popen(
        [sys.executable, "-c", USER, server.folder],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )


def say_goodbye(user):
    user.stdin.write("\n")
    user.stdin.flush()
    assert user.stdout.readline() == "left\n"
    user.communicate()


def value(server, sql):
    connection = psycopg2.connect(server.url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def postmaster(server):
    return int((server.data / "postmaster.pid").read_text().splitlines()[0])


def is_running(server):
    try:
        value(server, "SELECT 1")
    except psycopg2.OperationalError:
        return False
    return True


def test_the_last_user_stops_the_server(server):
    server.use()
    other = another_user(server)
    assert other.stdout.readline().strip() == server.url

    server.leave()
    assert is_running(server)
    assert server.in_use
    say_goodbye(other)

    assert not is_running(server)
    assert not server.in_use


def test_a_running_server_is_taken_as_it_is(server):
    server.use()
    first = postmaster(server)
    other = another_user(server)
    other.stdout.readline()

    assert postmaster(server) == first
    say_goodbye(other)


def test_users_that_arrive_together_share_one_server(server):
    users = [another_user(server) for _ in range(4)]

    assert {user.stdout.readline().strip() for user in users} == {server.url}
    assert is_running(server)
    for user in users:
        say_goodbye(user)
    assert not is_running(server)


def test_what_was_written_is_there_after_a_new_start(server):
    server.use()
    value(server, "CREATE TABLE t AS SELECT 7 AS n")
    server.leave()
    server.use()

    assert value(server, "SELECT n FROM t") == 7


def test_a_killed_user_does_not_keep_the_server_for_ever(server):
    other = another_user(server)
    other.stdout.readline()
    other.kill()
    other.communicate()
    assert is_running(server)

    server.use()
    server.leave()

    assert not is_running(server)


def test_a_killed_server_starts_again_though_another_program_has_its_number(server):
    server.use()
    value(server, "CREATE TABLE t AS SELECT 7 AS n")
    value(server, "CHECKPOINT")
    lock = (server.data / "postmaster.pid").read_text()
    os.kill(postmaster(server), signal.SIGKILL)
    server.leave()
    for path in (server.data / "postmaster.pid", server.sockets / ".s.PGSQL.5432.lock"):
        path.write_text(lock.replace(lock.split("\n")[0], str(os.getpid()), 1))

    server.use()

    assert value(server, "SELECT n FROM t") == 7


def test_a_half_made_cluster_is_made_anew(server):
    server.folder.mkdir()
    (server.folder / "datos.nuevo").mkdir()
    (server.folder / "datos.nuevo" / "PG_VERSION").write_text("18\n")

    server.use()

    assert is_running(server)


def test_a_folder_with_a_long_or_odd_path_has_its_socket_elsewhere(tmp_path):
    server = Server(tmp_path / ("una carpeta, larga " + "x" * 90), scratch=True)
    try:
        server.use()
        assert len(f"{server.sockets}/.s.PGSQL.5432") < 107
        assert server.sockets.stat().st_mode & 0o777 == 0o700
        assert is_running(server)
        server.leave()
        assert not server.sockets.exists()
    finally:
        server.discard()


def test_only_its_own_user_may_open_it_and_nothing_listens_on_the_network(server):
    server.use()

    assert value(server, "SHOW listen_addresses") == ""
    assert server.sockets.stat().st_mode & 0o777 == 0o700


def test_the_order_of_texts_is_that_of_unicode(server):
    server.use()

    assert value(server, "SELECT lower('ÁÑÇ') || initcap('são')") == "áñçSão"


def test_no_postgresql_is_a_sentence(server, monkeypatch):
    monkeypatch.setattr(postgres_embebido, "find_binaries", list)

    with pytest.raises(postgres_embebido.PostgresError, match="instalar los requisitos"):
        server.use()
    assert not server.in_use


def test_data_of_another_version_is_a_sentence(server):
    server.data.mkdir(parents=True)
    (server.data / "PG_VERSION").write_text("9\n")

    with pytest.raises(postgres_embebido.PostgresError, match=r"son de PostgreSQL 9, .* --fresh"):
        server.use()


def test_a_run_of_tests_removes_what_a_killed_one_left(monkeypatch, tmp_path):
    monkeypatch.setattr(postgres_embebido.tempfile, "gettempdir", lambda: str(tmp_path))
    dead = another_user(Server(tmp_path / f"{postgres_embebido.SCRATCH_PREFIX}{os.geteuid()}-muerta"))
    dead.stdout.readline()
    dead.kill()
    dead.communicate()
    live = postgres_embebido.scratch_server()
    try:
        left = sorted(path.name for path in tmp_path.iterdir() if path.is_dir())
        assert left == [live.folder.name]
    finally:
        live.discard()


@pytest.mark.skipif(os.geteuid() != 0, reason="solo como root")
def test_as_root_without_namespaces_another_user_runs_it(monkeypatch):
    found = postgres_embebido.shutil.which
    monkeypatch.setattr(postgres_embebido.shutil, "which", lambda name: None if name == "unshare" else found(name))
    postgres_embebido._unprivileged.cache_clear()
    folder = postgres_embebido.tempfile.mkdtemp(prefix="seminario-setpriv-", dir="/tmp")
    server = Server(folder, scratch=True)
    try:
        server.use()
        assert Path(f"/proc/{postmaster(server)}").stat().st_uid != 0
        assert is_running(server)
    finally:
        server.discard()
        monkeypatch.undo()
        postgres_embebido._unprivileged.cache_clear()


def test_an_interruption_waits_for_the_start(server):
    """Ctrl-C in the middle of a start must not leave a server that nobody knows of."""
    for moment in (0.3, 0.6):
        other = another_user(server)
        time.sleep(moment)
        other.send_signal(signal.SIGINT)
        other.communicate()
        server.use()
        server.leave()
        assert not is_running(server)
