"""That the wheel brings all that the package imports, the pins cover it, and pandas waits."""

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path

TOP = Path(__file__).parents[2]
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text())["project"]
PINS = (TOP / "requirements.txt").read_text()


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=!~; ]", each)[0].lower().replace("_", "-") for each in requirements}


def imported() -> set[str]:
    """The third-party modules that lab/ imports, by their first name."""
    found = set()
    for path in (TOP / "lab").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    return found - set(sys.stdlib_module_names) - {"lab"}


def test_everything_that_is_imported_is_declared() -> None:
    providers = importlib.metadata.packages_distributions()
    declared = names(PROJECT["dependencies"])
    for module in imported():
        provided_by = {each.lower().replace("_", "-") for each in providers[module]}
        assert provided_by & declared, f"{module} is imported and not declared"


def test_everything_that_is_declared_is_pinned_with_hashes() -> None:
    pinned = set(re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==", PINS, re.MULTILINE))
    wanted = names(PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"])
    assert wanted <= {name.lower().replace("_", "-") for name in pinned}
    entries = re.split(r"\n(?=\S)", PINS.strip())
    assert all("--hash=sha256:" in entry for entry in entries)


def test_the_pins_name_no_address() -> None:
    assert "://" not in PINS
    assert "index-url" not in PINS


def test_pandas_is_imported_when_a_frame_is_wanted() -> None:
    asked = "from lab import *; import lab.cli.comparing, sys; print('pandas' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", asked], cwd=TOP, check=True, capture_output=True)
    assert told.stdout.decode().strip() == "False"
