"""`lab up`, `load`, `serve`: the lab made ready and opened."""

import time
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from lab.data import Share, finish, load, load_share, row_counts
from lab.errors import LabError
from lab.files import PACKAGE, travelling
from lab.opening import (
    base_of,
    chosen_host,
    connect,
    fresh,
    make_base,
    note_finished,
    noted_load,
    open_to_load,
    own_cluster,
)
from lab.serving import serve as serve_notebooks
from lab.settings import read_settings
from lab.show import text

Scale = Annotated[float | None, typer.Option(help="1 is 200,000 orders. Default: LAB_SCALE or 1.")]
Seed = Annotated[int | None, typer.Option(min=0, max=2**32 - 1, help="Default: LAB_SEED or 42.")]
Workers = Annotated[int | None, typer.Option(min=1, help="Tables loaded at the same time.")]


def add_to(app: typer.Typer) -> None:
    """Give the program these commands."""
    for command in (up, load_rows, serve):
        app.command("load" if command is load_rows else None)(command)


def up(
    *,
    scale: Scale = None,
    seed: Seed = None,
    workers: Workers = None,
    remake: Annotated[
        bool, typer.Option("--fresh", help="Make your copy 'lab' anew; what is in it is lost.")
    ] = False,
) -> None:
    """Start the server, migrate, load data, and make your copy of it. Quick the second time."""
    began = time.monotonic()
    host = chosen_host()
    if not host.own_server:
        raise LabError(
            "LAB_DATABASE_URL names another server, and 'lab up' is for the lab's own",
            hint="Unset it, or load data there with 'lab load --allow-writes'",
        )
    print(f"Server: {own_cluster().status()!r}")
    base = base_of(scale, seed)
    made = make_base(host, base, workers=workers)
    rows = sum(row_counts(base.scale).values())
    print(f"Base:   {base.note}; {text.count(rows)} rows {'loaded' if made else 'there'}")
    db = fresh("lab", scale=scale, seed=seed) if remake else connect(scale=scale, seed=seed)
    db.close()
    print(f"Yours:  {db!r}")
    print(f"Ready in {time.monotonic() - began:.1f} s. Next: lab compare orders_of_user")


def load_rows(
    *,
    scale: Scale = None,
    seed: Seed = None,
    workers: Workers = None,
    chunks: Annotated[
        str | None, typer.Option(metavar="I/N", help="Load the I-th of N shares, then stop.")
    ] = None,
    finish_load: Annotated[
        bool, typer.Option("--finish", help="All shares are in: make keys and indexes.")
    ] = False,
    replace: Annotated[bool, typer.Option(help="Replace the rows that are there.")] = False,
    url: Annotated[str | None, typer.Option(help="Default: LAB_DATABASE_URL.")] = None,
    allow_writes: Annotated[
        bool, typer.Option("--allow-writes", help="Needed on a server that is not the lab's own.")
    ] = False,
) -> None:
    """Load synthetic rows into your copy 'lab', or into the database of a URL."""
    settings = read_settings()
    wanted_scale = settings.scale if scale is None else scale
    wanted_seed = settings.seed if seed is None else seed
    share = _share(chunks, replace=replace)
    began = time.monotonic()
    with closing(open_to_load(url, allow_writes=allow_writes)) as db:
        if finish_load:
            finish(db)
            note_finished(db)
            print(f"Keys and indexes made in {time.monotonic() - began:.1f} s: {db!r}")
            return
        with noted_load(db, scale=wanted_scale, seed=wanted_seed):
            part = partial(load, replace=replace) if not share else partial(load_share, share=share)
            done = part(db, scale=wanted_scale, seed=wanted_seed, workers=workers)
        print(f"{done!r} into {db!r}")
    if share is not None:
        same = ", with the same --url and --allow-writes" if url else ""
        print(f"Keys and indexes are missing until all shares are in; then lab load --finish{same}")


def _share(chunks: str | None, *, replace: bool) -> Share | None:
    if chunks is not None and replace:
        raise LabError(
            "A share replaces nothing, for the rows might be another loader's share",
            hint="Empty the database first; 'lab db drop lab' does that with your copy",
        )
    return None if chunks is None else Share.parse(chunks)


def serve(
    folder: Annotated[Path | None, typer.Argument(help="Default: the clone's notebooks.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535)] = None,
) -> None:
    """Open JupyterLab on the notebooks, on this machine only. Ctrl-C ends it."""
    if folder is None:
        folder = travelling("notebooks")
        if folder.is_relative_to(PACKAGE):
            raise LabError(
                "Outside of a clone the course must be copied first",
                hint="Run 'lab course DIR', then 'lab serve DIR'",
            )
    serve_notebooks(folder.resolve(), ready=_say_address, port=port)


def _say_address(address: str) -> None:
    print(f"JupyterLab runs until you press Ctrl-C. Open:\n{address}", flush=True)
