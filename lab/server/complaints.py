"""What initdb and the server say when they fail, in one line with a next step."""

import re
from pathlib import Path

from lab.errors import ServerError


def made_nothing(said: str, home: Path) -> ServerError:
    """Why initdb made no cluster."""
    if "No space left" in said:
        return ServerError(
            f"The disk of {home} is full; no cluster was made",
            hint="Free about 1 GB, or set LAB_HOME to a folder on another disk",
        )
    return ServerError(f"initdb failed: {_last_line(said)}", hint="Set LAB_HOME to another folder")


def did_not_start(said: str, port: int, see_log: str) -> ServerError:
    """Why the server did not start."""
    if "Address already in use" in said:
        return ServerError(f"Port {port} is in use", hint="Choose another with --tcp PORT")
    if "No space left" in said:
        return ServerError("The disk is full; the server did not start", hint="Free some space")
    return ServerError(f"The server did not start: {_last_line(said)}", hint=see_log)


def _last_line(said: str) -> str:
    """The line that carries the reason: the first complaint of a failed start, or the last line."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if re.search(r"FATAL:|error:|invalid|unrecognized", line)]
    reason = (telling or lines[-1:] or ["it said nothing"])[0]
    return re.sub(r"^.*?(LOG|FATAL|error): +", "", reason)
