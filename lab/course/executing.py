"""One notebook run in this process: `python -m lab.course.executing NOTEBOOK RESULT`.

In a process of its own, for nbclient takes Ctrl-C as the death of the kernel and goes on.
"""

import contextlib
import sys
from pathlib import Path

import nbformat
import zmq
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

CELL_TIMEOUT_S = 300


def execute(source: Path, target: Path) -> None:
    """Run the notebook in its folder, and write it with its outputs to another file."""
    notebook = nbformat.read(source, as_version=4)  # type: ignore[no-untyped-call]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT_S,
        allow_errors=True,
        resources={"metadata": {"path": str(source.parent)}},
    )
    if zmq.has("curve"):
        # Between this process and the kernel, whose ports on loopback others could reach.
        client.create_kernel_manager().transport_encryption = "auto"
    with contextlib.suppress(CellTimeoutError, DeadKernelError):
        client.execute()
    nbformat.write(notebook, target)  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    execute(Path(sys.argv[1]), Path(sys.argv[2]))
