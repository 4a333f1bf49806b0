"""`lab db ...`: the lab's own server and its databases."""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from lab.cli.groups import new_group
from lab.errors import LabError
from lab.opening import chosen_host, drop, listed, own_cluster, own_url
from lab.server import Cluster, find_programs
from lab.show import text

app = new_group()
Json = Annotated[bool, typer.Option("--json", help="For programs.")]
Name = Annotated[str, typer.Argument(help="A database.")]


def add_to(program: typer.Typer) -> None:
    """Give the program these commands."""
    program.add_typer(app, name="db", help="The lab's own server and its databases.")


@app.command()
def start(
    tcp: Annotated[bool, typer.Option("--tcp", help="Listen on 127.0.0.1 too.")] = False,
    port: Annotated[int | None, typer.Argument(min=1, max=65535, help="With --tcp.")] = None,
) -> None:
    """Start the server, making it if need be. --tcp [PORT] is for programs such as DBeaver."""
    if port is not None and not tcp:
        raise LabError("A port is for TCP", hint=f"Write 'lab db start --tcp {port}'")
    cluster = own_cluster()
    address = cluster.start(tcp=tcp, port=port)
    print(repr(cluster.status()))
    if tcp:
        print(f"{_plain_url(cluster, tcp=True)}  (port {address.tcp_port}; password: see below)")
        print("The password: lab db url --tcp --password")


@app.command()
def stop() -> None:
    """Stop the server; open notebooks lose their sessions."""
    print("Stopped" if own_cluster().stop() else "It was not running")


@app.command()
def status(*, as_json: Json = False) -> None:
    """Say whether the server runs, and where its data are."""
    found = own_cluster().status()
    if as_json:
        print(json.dumps(asdict(found), default=str))
    else:
        print(repr(found))


@app.command()
def reset(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove the server with all of its databases."""
    cluster = own_cluster()
    if not yes and not sys.stdin.isatty():
        raise LabError("Nothing was removed: nobody is there to be asked", hint="Give --yes")
    if not yes and not typer.confirm(f"Remove every database in {cluster.folders.home}?"):
        raise LabError("Nothing was removed", hint="Answer y, or give --yes")
    cluster.reset()
    print("Removed. 'lab up' makes it anew")


@app.command()
def url(
    name: Name = "lab",
    tcp: Annotated[bool, typer.Option("--tcp", help="The form for TCP.")] = False,
    password: Annotated[bool, typer.Option("--password", help="Show the password.")] = False,
) -> None:
    """Print the address of a database of the lab's own server."""
    cluster = own_cluster()
    cluster.start(tcp=tcp)
    print(_plain_url(cluster, name, tcp=tcp, password=password))


@app.command(context_settings={"ignore_unknown_options": True})
def psql(
    name: Name = "lab",
    arguments: Annotated[list[str] | None, typer.Argument(help="For psql, after '--'.")] = None,
) -> None:
    """Open psql on a database of the lab's own server."""
    if name.startswith("-"):
        name, arguments = "lab", [name, *(arguments or [])]
    cluster = own_cluster()
    address = cluster.start()
    program = str(find_programs().path("psql"))
    command = [program, _plain_url(cluster, name), *(arguments or [])]
    # In the environment, for arguments can be read by everybody on the machine.
    secret = {"PGPASSWORD": cluster.password()} if address.needs_password else {}
    raise typer.Exit(subprocess.run(command, check=False, env=os.environ | secret).returncode)


@app.command("list")
def list_all(*, as_json: Json = False) -> None:
    """List the lab's databases: sealed bases, and copies of them."""
    databases = listed(chosen_host())
    if as_json:
        print(json.dumps([asdict(database) for database in databases]))
        return
    rows = [[d.name, text.size(d.size), d.note.removeprefix("lab ")] for d in databases]
    print(text.table(["database", "size", "what"], rows, align="<><"))


@app.command("drop")
def drop_one(
    name: Name,
    *,
    allow_writes: Annotated[
        bool, typer.Option("--allow-writes", help="Needed on a server that is not the lab's own.")
    ] = False,
) -> None:
    """Drop a copy or a base; sessions in it are ended."""
    drop(chosen_host(allow_writes=allow_writes), name)
    print(f"Dropped '{name}'")


def _plain_url(
    cluster: Cluster, name: str = "lab", *, tcp: bool = False, password: bool = False
) -> str:
    """The address in libpq's form, which psql, DBeaver and others take."""
    address = cluster.start()
    found = own_url(address, name).set(drivername="postgresql")
    if tcp or address.needs_password:
        found = found.set(host="127.0.0.1", port=address.tcp_port, query={})
        if password:
            found = found.set(password=cluster.password())
    before, mark, query = found.render_as_string(hide_password=False).partition("?")
    # To libpq a plus is a plus, and no blank.
    return before + mark + query.replace("+", "%20")
