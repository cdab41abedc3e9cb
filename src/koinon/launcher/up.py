"""`./koinon up`: from a fresh clone to a page that answers."""

from __future__ import annotations

import argparse
import hashlib
import http.client
import ipaddress
import os
import socket
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

from koinon.launcher.environment import compile_source, lock, ready
from koinon.launcher.family import Child, Family
from koinon.launcher.project import (
    DEVELOPMENT,
    PRODUCTION,
    PYTHON,
    SOURCE,
    Trouble,
    data_folder,
    demonstration_mark,
    manage,
    say,
)

WORKERS = 2
THREADS_A_WORKER = 4
LONGEST_WAIT = 60
NOT_HERE = (
    "The demonstration's passwords are known to everybody, so it answers on this machine only and refuses {host}.\n"
    "Leave --host out, or start an installation of your own with --empty."
)
NAMELESS = (
    "{host} is open to others, so Koinon has to know by which host names they call it, and stands behind HTTPS there:\n"
    "KOINON_HOSTS=league.example ./koinon up --empty --host {host}"
)
PORT_TAKEN = "Port {port} of {host} is in use. Choose another: ./koinon up --port {other}"
HOLDS_DEMONSTRATION = (
    "{data} holds the demonstration, whose passwords everybody knows.\n"
    "Give your own league a folder of its own: ./koinon up --empty --data FOLDER"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=port_number, default=8000, help="where pages answer; live streams use the next one")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--data", type=Path, default=None, help="folder for rows, files and keys (default: data)")
    parser.add_argument("--empty", action="store_true", help="no demonstration: found a league of your own")


def port_number(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65534:
        raise argparse.ArgumentTypeError("a number from 1 to 65534, please")
    return int(text)


def up(options: argparse.Namespace) -> int:
    """Make what is missing, start web, live and jobs, and stay until Ctrl-C."""
    data = options.data.expanduser().resolve() if options.data else data_folder()
    refuse_strange_company(options.host, data=data, empty=options.empty)
    for port in (options.port, options.port + 1):
        refuse_taken(options.host, port)
    env = told(options, data)
    ready("base")
    data.mkdir(parents=True, exist_ok=True)
    prepare(env, data, empty=options.empty)
    home = Home(options.host, options.port)
    Family(children(options, env)).live(ready=home.has_answered, born=lambda: welcome(home, env, data))
    say("\nKoinon has ended.")
    return 0


def refuse_strange_company(host: str, *, data: Path, empty: bool) -> None:
    if not empty and not is_loopback(host):
        raise Trouble(NOT_HERE.format(host=host))
    if empty and demonstration_mark(data).exists():
        raise Trouble(HOLDS_DEMONSTRATION.format(data=data))
    if not is_loopback(host) and not os.environ.get("KOINON_HOSTS"):
        raise Trouble(NAMELESS.format(host=host))


def is_loopback(host: str) -> bool:
    """Whether every address that `host` stands for is this machine's own."""
    return all(address.is_loopback for address in addresses(host))


def addresses(host: str) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        raise Trouble(f"{host} is no address of this machine.") from None
    return [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]


def refuse_taken(host: str, port: int) -> None:
    family = socket.AF_INET6 if addresses(host)[0].version == 6 else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except PermissionError:
            raise Trouble(f"Port {port} is kept for the system's administrator; choose one above 1023.") from None
        except OSError:
            raise Trouble(PORT_TAKEN.format(port=port, host=host, other=port + 10)) from None


def told(options: argparse.Namespace, data: Path) -> dict[str, str]:
    """What the processes are told.

    A variable that is set already stays; what was asked for at the terminal comes before it.
    """
    usual = {"DJANGO_SETTINGS_MODULE": PRODUCTION}
    if is_loopback(options.host):
        usual = {
            "DJANGO_SETTINGS_MODULE": DEVELOPMENT,
            "KOINON_ORIGIN": address(options.host, options.port),
            "KOINON_LIVE_ORIGIN": address(options.host, options.port + 1),
        }
    decided = {"KOINON_DATA": str(data), "KOINON_DEMO": "0" if options.empty else "1"}
    return {**usual, **os.environ, **decided}


def address(host: str, port: int) -> str:
    """The address to type: by name where there is one, since passkeys do not work on numbers."""
    if host in {"127.0.0.1", "localhost", "::1"}:
        return f"http://localhost:{port}"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def prepare(env: dict[str, str], data: Path, *, empty: bool) -> None:
    """Migrate, load the demonstration or found the league; nothing at all when nothing changed since the last start."""
    stamp, state = data / "prepared", fingerprint(env)
    kept_here = not env.get("KOINON_DATABASE_URL") and (data / "db.sqlite3").exists()
    if kept_here and stamp.exists() and stamp.read_text(encoding="ascii") == state:
        return
    compile_source()
    if subprocess.run(manage("prepare", "--empty" if empty else "--demonstration"), env=env, check=False).returncode:
        raise Trouble("The data could not be prepared; the reason stands above.")
    stamp.write_text(state, encoding="ascii")


def fingerprint(env: dict[str, str]) -> str:
    """Changes when the product's files, its locks, its settings or the kind of league change."""
    parts = [lock("base").read_text(encoding="utf-8"), env["DJANGO_SETTINGS_MODULE"], env["KOINON_DEMO"]]
    for file in sorted(product_files()):
        about = file.stat()
        parts.append(f"{file.relative_to(SOURCE)} {about.st_size} {about.st_mtime_ns}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def product_files() -> Iterable[Path]:
    for folder, folders, files in os.walk(SOURCE):
        folders[:] = [name for name in folders if name not in {"__pycache__", "tests", "launcher"}]
        yield from (Path(folder, name) for name in files if not name.endswith((".pyc", ".mo")))


def children(options: argparse.Namespace, env: dict[str, str]) -> list[Child]:
    live = {**env, "DJANGO_SETTINGS_MODULE": "koinon.config.settings.live"}
    patience = ["--workers-kill-timeout", "2"]  # open streams never end by themselves
    threads = ["--workers", str(WORKERS), "--blocking-threads", str(THREADS_A_WORKER)]
    return [
        Child("web", serve("wsgi", "koinon.config.wsgi:application", options.host, options.port, *threads), env),
        Child("live", serve("asginl", "koinon.config.live:application", options.host, options.port + 1, *patience), live),
        Child("jobs", manage("run_jobs"), env),
    ]


def serve(interface: str, application: str, host: str, port: int, *more: str) -> list[str]:
    return [
        str(PYTHON), "-m", "granian", "--interface", interface, "--host", host, "--port", str(port),
        "--log-level", "warning", "--no-ws", *more, application,
    ]  # fmt: skip


class Home:
    """The home page, which is asked for until it answers or a minute has gone by."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.late = time.monotonic() + LONGEST_WAIT
        self.answered = False

    def has_answered(self) -> bool:
        self.answered = answers(self.host, self.port)
        return self.answered or time.monotonic() > self.late


def welcome(home: Home, env: dict[str, str], data: Path) -> None:
    """The address, and who may log in."""
    place = f"{env.get('KOINON_ORIGIN') or address(home.host, home.port)}/"
    if home.answered:
        say(f"\nKoinon answers at {place}")
    else:
        say(f"\n{place} has not answered within {LONGEST_WAIT} seconds. What stands above may say why.")
    if env["KOINON_DEMO"] == "1":
        say("\n" + demonstration_mark(data).read_text(encoding="utf-8").rstrip())
    say("\nCtrl-C ends it.")


def answers(host: str, port: int) -> bool:
    """Whether the home page answers without an error of ours."""
    reach = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    try:
        connection = http.client.HTTPConnection(reach, port, timeout=5)
        connection.request("GET", "/", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status < 500
    except OSError:
        return False
