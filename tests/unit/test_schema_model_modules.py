"""Models read by the name of their module, in a process of their own."""

import importlib
import os
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

import lab
from lab.errors import LabError
from lab.schema import Place, read_models
from lab.schema.modules.import_failures import Refused
from lab.schema.modules.importing import Wanted, read
from lab.schema.modules.reading import SCRATCH, run_alone

HEAD = "from sqlmodel import Field, Relationship, SQLModel\n"
ROW = """
class Row(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
"""
Write = Callable[..., None]
Refuse = Callable[[str], Refused]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a file in the folder in which models are then looked for."""
    monkeypatch.chdir(tmp_path)

    def write(name: str, source: str, *, head: str = HEAD) -> None:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(head + textwrap.dedent(source), encoding="utf-8")

    return write


def refused(name: str, limit_s: float = 60) -> LabError:
    with pytest.raises(LabError) as told:
        read_models(name, limit_s=limit_s)
    assert "\n" not in str(told.value)
    return told.value


def test_a_module_is_read_with_places_and_statements(write: Write) -> None:
    write("shop.py", ROW)
    source = read_models("shop")
    [picture] = source.pictures
    assert source.name == "shop"
    assert picture.table("row").place == Place("shop.py", 3)
    assert picture.table("row").column("id").place == Place("shop.py", 4)
    assert source.statements[0].startswith("CREATE TABLE row (")
    assert "shop" not in sys.modules


def test_what_a_killed_process_left_is_gone_at_the_next_call(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    left, mine = (tmp_path / f"{SCRATCH}{pid}-x" for pid in (ended.pid, os.getpid()))
    for folder in (left, mine):
        folder.mkdir()
        (folder / "wanted").touch()

    write("shop.py", ROW)
    read_models("shop")
    assert [each.name for each in tmp_path.glob(f"{SCRATCH}*")] == [mine.name]


def test_a_class_of_a_module_is_read_alone(write: Write) -> None:
    write("shop.py", ROW + ROW.replace("Row", "Other"))
    [picture] = read_models("shop:Other").pictures
    assert [each.name for each in picture.tables] == ["other"]


def test_a_name_with_dots_is_followed(write: Write) -> None:
    write("shop.py", ROW)
    [picture] = read_models("shop:SQLModel.metadata").pictures
    assert picture.table("row").model is None


def test_a_package_is_read_with_what_it_loads(write: Write) -> None:
    write("shop/__init__.py", "from shop import rows", head="")
    write("shop/rows.py", ROW)
    [picture] = read_models("shop").pictures
    assert picture.table("row").place == Place("shop/rows.py", 3)


@pytest.mark.parametrize("name", ["./shop/rows.py:Row", "shop/"])
def test_a_path_is_read_as_the_module_that_it_is(write: Write, name: str) -> None:
    write("shop/__init__.py", "from shop.rows import Row", head="")
    write("shop/keys.py", "KEY = 'id'", head="")
    write("shop/rows.py", "from .keys import KEY\n" + ROW)
    assert read_models(name).pictures[0].has_table("row")


def test_a_path_finds_its_neighbours(write: Write) -> None:
    write("code/keys.py", "KEY = 'id'", head="")
    write("code/rows.py", "from keys import KEY\n" + ROW)
    assert read_models("code/rows.py").pictures[0].has_table("row")


def test_what_a_module_prints_is_dropped(write: Write, capfd: pytest.CaptureFixture[str]) -> None:
    write("shop.py", "import os, sys\nprint('loud')\nos.write(2, b'louder')\n" + ROW)
    assert read_models("shop").pictures[0].has_table("row")
    assert capfd.readouterr() == ("", "")


def test_pythonpath_is_kept(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("elsewhere/shop.py", ROW)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "elsewhere"))
    assert read_models("shop").pictures[0].has_table("row")


def test_files_of_the_folder_do_not_stand_in_for_the_lab(write: Write) -> None:
    write("lab.py", "raise SystemExit", head="")
    write("enum.py", "raise SystemExit", head="")
    write("shop.py", ROW)
    assert read_models("shop").pictures[0].has_table("row")


def test_names_of_any_kind_come_back(write: Write) -> None:
    name = 'Größe "x"; --'
    write(
        "größen.py",
        f"""
        import enum
        class Name(str, enum.Enum):
            LONG = {name!r}
        class Größe(SQLModel, table=True):
            __tablename__ = {name!r}
            id: int = Field(primary_key=True, sa_column_kwargs={{"comment": Name.LONG}})
        """,
    )
    [picture] = read_models("größen").pictures
    [table] = picture.tables
    assert (table.name, table.column("id").comment) == (name, name)
    assert table.model is not None
    assert table.model.name == "Größe"


def test_a_module_may_start_a_thread_that_never_ends(write: Write) -> None:
    write(
        "shop.py",
        "import threading, time\nthreading.Thread(target=time.sleep, args=[99]).start()\n" + ROW,
    )
    assert read_models("shop").pictures[0].has_table("row")


def test_a_module_that_makes_an_engine_is_read(write: Write) -> None:
    write("shop.py", "from sqlmodel import create_engine\ncreate_engine('sqlite://')\n" + ROW)
    assert read_models("shop").pictures[0].has_table("row")


# The documents' own mistakes.


def test_what_a_module_starts_or_forks_ends_with_it(write: Write, tmp_path: Path) -> None:
    start = """
        import os, subprocess
        with open("pids", "w") as file:
            print(subprocess.Popen(["sleep", "99"]).pid, file=file)
            file.flush()
            if child := os.fork():
                print(child, file=file)
        """
    write("forks.py", textwrap.dedent(start) + ROW)
    assert len(read_models("forks").pictures) == 1
    pids = [int(each) for each in (tmp_path / "pids").read_text().split()]
    assert len(pids) == 2
    wait_until(lambda: not any(map(psutil.pid_exists, pids)))


def test_an_unresolved_foreign_key_and_broken_relationships_are_findings(write: Write) -> None:
    write(
        "shop.py",
        """
        class Item(SQLModel, table=True):
            id: int = Field(primary_key=True)
            order_id: int = Field(foreign_key="order.id")
            order: "Order" = Relationship(back_populates="items")
        class User(SQLModel, table=True):
            __tablename__ = "users"
            id: int = Field(primary_key=True)
            payments: list["Payment"] = Relationship(back_populates="user")
        class Order(SQLModel, table=True):
            __tablename__ = "orders"
            id: int = Field(primary_key=True)
            user_id: int = Field(foreign_key="users.id")
            user: User = Relationship(back_populates="orders")
            items: list[Item] = Relationship(back_populates="order")
        """,
    )
    source = read_models("shop")
    told = {each.place.line: each.message for each in source.pictures[0].failures if each.place}
    assert source.statements == ()
    assert sorted(told) == [5, 10, 15]
    assert "could not find table 'order'" in told[5]
    assert "failed to locate a name ('Payment')" in told[10]
    assert "has no property 'orders'" in told[15]


def test_bases_without_an_order_are_told(write: Write) -> None:
    write(
        "shop.py", "class Times(SQLModel):\n    a: int\n\nclass Base(SQLModel, Times):\n    pass\n"
    )
    told = refused("shop")
    assert told.message.startswith("'shop' does not import: shop.py:5: TypeError: Cannot create a")
    assert told.message.endswith("for bases SQLModel, Times")
    assert told.hint == "Leave out the base that another of the bases inherits from"


def test_a_package_that_pydantic_wants_is_told(write: Write) -> None:
    write("email_validator.py", "raise ImportError", head="")
    write("shop.py", "from pydantic import EmailStr\nclass User(SQLModel):\n    email: EmailStr\n")
    told = refused("shop")
    assert "shop.py:3: ImportError: email-validator is not installed" in told.message


# What does not import. The sentences are made in the other process; here the same is done in this.


@pytest.fixture
def refused_here(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Refused]]:
    """Why a module that was written cannot be read, imported in this process and forgotten."""
    del write

    def refused_here(name: str) -> Refused:
        importlib.invalidate_caches()
        found = read(Wanted(name, name))
        assert isinstance(found, Refused)
        return found

    monkeypatch.syspath_prepend(tmp_path)
    yield refused_here
    for name, module in list(sys.modules.items()):
        if str(tmp_path) in str(getattr(module, "__file__", None)):
            del sys.modules[name]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("\n\nx = (", "bad.py:3: SyntaxError: '(' was never closed"),
        ("import nosuchthing", "bad.py:1: ModuleNotFoundError: No module named 'nosuchthing'"),
        ("from os import nosuch", "bad.py:1: ImportError: cannot import name 'nosuch' from 'os'"),
        ("def f():\n    return 1 / 0\nf()", "bad.py:2: ZeroDivisionError: division by zero"),
        ("import json\njson.loads('{')", "bad.py:2: JSONDecodeError: Expecting property name"),
        ("raise KeyError", "bad.py:1: KeyError"),
        ("import sys\nsys.exit(2)", "bad.py:2: it ends the program (exit code 2)"),
        ("raise KeyboardInterrupt", "bad.py:1: KeyboardInterrupt"),
    ],
    ids=["syntax", "package", "name", "error", "library", "silent", "exit", "interrupt"],
)
def test_a_module_that_does_not_import_is_told_with_its_line(
    write: Write, refused_here: Refuse, source: str, message: str
) -> None:
    write("bad.py", source, head="")
    assert refused_here("bad").message.startswith(f"'bad' does not import: {message}")


def test_what_fails_after_the_import_is_told_with_its_line(
    write: Write, refused_here: Refuse
) -> None:
    source = """
        from sqlalchemy import Column, MetaData, Table
        from sqlalchemy.types import UserDefinedType
        class Odd(UserDefinedType[str]):
            cache_ok = True
            def get_col_spec(self, **_):
                raise RuntimeError("no word for it")
        rows = Table("rows", MetaData(), Column("id", Odd(), primary_key=True))
        """
    write("odd.py", source, head="")
    assert refused_here("odd").message.startswith("'odd' cannot be read: odd.py:7: RuntimeError")


def test_an_error_in_a_module_that_it_imports_is_told_there(
    write: Write, refused_here: Refuse
) -> None:
    write("shop.py", "import prices", head="")
    write("prices.py", "\nint('x')", head="")
    assert "prices.py:2: ValueError" in refused_here("shop").message


def test_a_circular_import_is_told(write: Write, refused_here: Refuse) -> None:
    write("one.py", "from two import B\nA = 1", head="")
    write("two.py", "from one import A\nB = 1", head="")
    told = refused_here("one")
    assert "two.py:1: ImportError: cannot import name 'A' from partially init" in told.message
    assert told.message.endswith("(most likely due to a circular import)")
    assert told.hint.startswith("Two modules import each other")


def test_a_missing_module_is_told_with_the_nearest(write: Write) -> None:
    write("shop/__init__.py", "")
    write("shop/models.py", ROW)
    told = refused("shop.modles")
    assert told.message == "No module 'shop.modles'"
    assert told.hint.startswith("Did you mean 'shop.models'? Run it in the folder")
    assert refused("shp").hint.startswith("Did you mean 'shop'?")


def test_a_missing_name_is_told_with_the_nearest(write: Write) -> None:
    write("shop.py", ROW)
    told = refused("shop:Rwo")
    assert str(told) == "'shop' has no 'Rwo'. Did you mean 'Row'?"
    assert refused("shop:Row.nix").message == "'Row' has no 'nix'"


def test_a_name_that_holds_no_models_is_told(write: Write) -> None:
    write("shop.py", "ANSWER = 42\n" + ROW)
    assert refused("shop:ANSWER").message == "A value of type int holds no models"


def test_a_module_without_a_table_is_told(write: Write, refused_here: Refuse) -> None:
    write("shop.py", "class Note(SQLModel):\n    text: str\n")
    assert refused_here("shop").message == "Module 'shop' has no table"


def test_an_exemption_without_a_reason_is_told_with_its_line(write: Write) -> None:
    write(
        "shop.py",
        """
        class Row(SQLModel, table=True):
            __table_args__ = {"info": {"lab": {"ignore": ["NO_COMMENT"]}}}
            id: int = Field(primary_key=True)
        """,
    )
    assert refused("shop").message == (
        "The exemption 'NO_COMMENT' of table 'row' (shop.py:3) gives no reason"
    )


@pytest.mark.parametrize("name", ["", "a b", ".shop", "shop:", "shop:a b", "shop..rows"])
def test_what_names_no_module_is_told(write: Write, name: str) -> None:
    del write
    assert refused(name).message == f"'{name}' names no module"


def test_a_missing_file_is_told(write: Write) -> None:
    write("shop/rows.py", ROW)
    assert refused("nix.py").message == "No file 'nix.py'"
    assert refused("shop/").message == f"No file '{Path('shop/__init__.py')}'"


def test_a_file_named_like_another_module_is_told(write: Write) -> None:
    write("types.py", ROW)
    told = refused("./types.py")
    assert told.message == "./types.py has the name of another module, 'types'"


@pytest.mark.parametrize(
    ("source", "ended"),
    [
        ("os._exit(0)", "exit code 0"),
        ("os.kill(os.getpid(), 9)", "signal SIGKILL"),
    ],
)
def test_a_module_that_ends_the_process_is_told(write: Write, source: str, ended: str) -> None:
    write("bad.py", f"import os\nos.write(2, b'a last word\\n')\n{source}", head="")
    told = refused("bad")
    assert told.message == f"Python ended while it imported 'bad' ({ended})"
    assert told.hint == "It said: a last word"


def test_a_module_that_hangs_is_told_with_its_line(write: Write) -> None:
    write("slow.py", "import time\ndef wait():\n    time.sleep(99)\nwait()", head="")
    told = refused("slow", limit_s=1)
    assert told.message == "'slow' took longer than 1 s to import, at slow.py:3"


def test_ctrl_c_kills_the_process(write: Write, tmp_path: Path) -> None:
    write(
        "slow.py",
        "import os, time\nwith open('pid', 'w') as f: f.write(str(os.getpid()))\ntime.sleep(99)",
        head="",
    )
    code = "from lab.schema import read_models; read_models('slow')"
    caller = subprocess.Popen(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        stderr=subprocess.PIPE,
    )
    pid = tmp_path / "pid"
    wait_until(lambda: pid.exists() and bool(pid.read_text()))
    caller.send_signal(2)
    _, said = caller.communicate(timeout=30)
    assert b"KeyboardInterrupt" in said
    assert not psutil.pid_exists(int(pid.read_text()))


def test_what_takes_too_long_is_killed_with_what_it_started(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    started = f"sleep 99 & echo $! > {pid}; wait"
    with (tmp_path / "log").open("wb") as log:
        assert run_alone(["sh", "-c", started], log.fileno(), limit_s=1) is None
    wait_until(lambda: not psutil.pid_exists(int(pid.read_text())))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipe for another process")
def test_it_ends_with_the_process_that_asked_for_it(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    (tmp_path / "waiting.py").write_text(
        "import os, subprocess, time\n"
        "started = subprocess.Popen(['sleep', '99'])\n"
        f"open({str(tmp_path / 'begun')!r}, 'w').write(f'{{os.getpid()}} {{started.pid}}')\n"
        f"os.rename({str(tmp_path / 'begun')!r}, {str(pids)!r})\n"
        "time.sleep(99)\n"
    )
    asking = "from lab.schema import read_models; read_models('waiting')"
    asker = subprocess.Popen(
        [sys.executable, "-c", asking],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(Path(lab.__file__).parents[1])},
    )
    wait_until(pids.exists)
    asker.kill()
    asker.wait()
    for pid in map(int, pids.read_text().split()):
        wait_until(lambda pid=pid: not psutil.pid_exists(pid))  # type: ignore[misc]


def wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)
