"""JupyterLab on the notebooks: on the loopback address only, and with a token."""

import http.client
import os
import secrets
import signal
import socket
import threading
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import zmq

from lab.errors import LabError
from lab.files import PACKAGE

FIRST_NOTEBOOK = "00_start_here.ipynb"
CONFIGURATION = PACKAGE / "jupyter_config"
ADDRESS = "127.0.0.1"
DEFAULT_PORT = 8888
PORTS_TO_TRY = 50
READY_WITHIN_S = 60


def serve(folder: Path, *, ready: Callable[[str], None], port: int | None = None) -> None:
    """Serve JupyterLab on a folder until it is interrupted; `ready` is given its address.

    Raises:
        LabError: the folder holds no course, or the port is taken.
    """
    if not (folder / FIRST_NOTEBOOK).is_file():
        raise LabError(
            f"There is no {FIRST_NOTEBOOK} in {folder}",
            hint="Copy the course with 'lab course DIR', then 'lab serve DIR'",
        )
    chosen = _free_port(port)
    token = secrets.token_urlsafe(24)
    # In the environment, for arguments can be read by everybody on the machine.
    os.environ["JUPYTER_TOKEN"] = token
    # Beside the person's own configuration, not in its place: no question about news at the start.
    paths = [str(CONFIGURATION), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, paths))
    path = f"/lab/workspaces/{workspace_of(folder)}/tree/{FIRST_NOTEBOOK}"
    url = f"http://{ADDRESS}:{chosen}{path}?token={token}"
    threading.Thread(target=_say_when_ready, args=(chosen, url, ready), daemon=True).start()
    # Imported here: it takes longer than all other commands need to run.
    from jupyterlab.labapp import LabApp

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        # Without a terminal it stays a KeyboardInterrupt, which may be lost within a callback.
        signal.signal(signal.SIGINT, lambda *_: signal.raise_signal(signal.SIGTERM))
    LabApp.launch_instance(argv=_arguments(folder, chosen, path))


def workspace_of(folder: Path) -> str:
    """The name under which JupyterLab keeps which notebooks are open.

    Without one it would open those of whatever the account last had open in JupyterLab.
    """
    return f"schema-query-lab-{zlib.crc32(os.fsencode(folder)):08x}"


def _arguments(folder: Path, port: int, path: str) -> list[str]:
    arguments = [
        "--no-browser",
        f"--ServerApp.ip={ADDRESS}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={folder}",
        "--ServerApp.answer_yes=True",
        "--ServerApp.log_level=ERROR",
        "--LabApp.log_level=ERROR",
        f"--LabApp.default_url={path}",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    if zmq.has("curve"):
        # Between the server and its kernels, whose ports on loopback others could reach.
        arguments.append("--KernelManager.transport_encryption=auto")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--allow-root")
    return arguments


def _say_when_ready(port: int, url: str, ready: Callable[[str], None]) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection(ADDRESS, port, timeout=2)
        try:
            connection.request("GET", "/api")
            if connection.getresponse().status == http.client.OK:
                ready(url)
                return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()


def _free_port(wanted: int | None) -> int:
    """The wanted port, or the first free one from the default on."""
    ports = range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TO_TRY) if wanted is None else (wanted,)
    for port in ports:
        with socket.socket() as probe:
            try:
                probe.bind((ADDRESS, port))
            except (OSError, OverflowError):
                continue
            return port
    raise LabError(
        f"Port {ports[0]} is not free" if wanted is not None else "No port is free for JupyterLab",
        hint="Choose another with --port",
    )
