"""What people get wrong: each is one line with a hint, the same words in Python, exit code 2."""

import io
import socket
import sys
import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import URL, text

import lab
from lab.cli import main
from lab.database import Database, capabilities
from lab.errors import ConnectError, LabError, StatementError, UnknownNameError
from lab.opening import Host

SECRET = "s3cret-of-mine"
on_own_server = pytest.mark.parametrize("host", ["own"], indirect=True)


@pytest.fixture
def mistake(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """The one line that a call ends with."""

    def run(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["lab", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        shown = capsys.readouterr()
        assert left.value.code == 2
        assert shown.out == ""
        assert shown.err.count("\n") == 1
        assert "Traceback" not in shown.err
        return shown.err.removeprefix("lab: ").strip()

    return run


def text_of(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def rows_in(db: Database) -> int:
    with db.engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM orders")).scalar_one())


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (f"{SECRET}", "The database URL cannot be read. Its form is postgresql://user:"),
        (f"mysql://me:{SECRET}@h/d", "The database URL is for mysql, and the lab speaks"),
        (f"postgresql://me:{SECRET}@h", "The database URL names no database. Its form is"),
        (f"postgresql://me:{SECRET}@h:x/d", "The database URL cannot be read. Its form is"),
        (f"postgresql://me:{SECRET}@nowhere.invalid/d", "Failed to resolve host"),
        (f"postgresql://me:{SECRET}@127.0.0.1:1/d", "Check that the server runs"),
        (f"postgresql://me@127.0.0.1:1/d?password={SECRET}", "Check that the server runs"),
        (f"postgresql://me:p@{SECRET}@localhost/d", "one @ or / too many before its host"),
        (f"postgresql://me@127.0.0.1:1/d?sslpassword={SECRET}", "holds a second secret"),
        (f"postgresql://me:{SECRET}@/d?host=/nowhere", "Check that the server runs"),
        (f"postgresql://me:{SECRET}@127.0.0.1:1/d?nonsense=1", "invalid connection option"),
        (f"postgresql://me:{SECRET}@127.0.0.1:1/d?connect_timeout=x", "connect_timeout"),
    ],
)
def test_a_wrong_url(mistake: Callable[..., str], url: str, said: str) -> None:
    told = mistake("explain", "SELECT 1", "--url", url)
    assert said.lower() in told.lower()
    assert SECRET not in told
    with pytest.raises(ConnectError) as raised:
        lab.connect(url)
    assert str(raised.value) == told
    assert raised.value.hint


@pytest.fixture
def deaf() -> Iterator[int]:
    """A port that takes connections and says nothing."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield int(listening.getsockname()[1])


@on_own_server
@pytest.mark.usefixtures("host")
def test_a_server_that_does_not_answer(mistake: Callable[..., str], deaf: int) -> None:
    url = f"postgresql://me:{SECRET}@127.0.0.1:{deaf}/d?connect_timeout=2"
    told = mistake("explain", "SELECT 1", "--url", url)
    assert "timeout" in told
    assert "Check that the server runs and that host and port in the URL are right" in told


@on_own_server
@pytest.mark.usefixtures("host")
def test_something_else_that_answers(mistake: Callable[..., str]) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        def answer() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                connection.close()

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        port = listening.getsockname()[1]
        told = mistake("explain", "SELECT 1", "--url", f"postgresql://me@127.0.0.1:{port}/d")
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(10)
    assert "Check that the server runs" in told


@on_own_server
@pytest.mark.usefixtures("host")
def test_a_wrong_password(mistake: Callable[..., str], debian_url: URL) -> None:
    none = URL.create("postgresql", "owner", None, "127.0.0.1", debian_url.port, "postgres")
    wrong, in_query = none.set(password=SECRET), none.update_query_dict({"password": SECRET})
    for url in (wrong, in_query):
        told = mistake("explain", "SELECT 1", "--url", text_of(url))
        assert "password authentication failed for user" in told
        assert told.endswith("Check the user and the password in the URL")
        assert SECRET not in told
    assert "no password supplied" in mistake("explain", "SELECT 1", "--url", text_of(none))


@on_own_server
@pytest.mark.usefixtures("host")
def test_a_database_that_is_not_there(mistake: Callable[..., str], debian_url: URL) -> None:
    told = mistake("explain", "SELECT 1", "--url", text_of(debian_url.set(database="nowhere")))
    assert told.endswith(
        '"nowhere" does not exist. Check the database name in the URL, or create it'
    )


def test_a_server_older_than_14(
    mistake: Callable[..., str], empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    older_than_all = capabilities.STATEMENT.replace(
        "current_setting('server_version_num')::int", "130014"
    ).replace("current_setting('server_version')", "'13.14'")
    monkeypatch.setattr(capabilities, "STATEMENT", older_than_all)
    told = mistake("explain", "SELECT 1", "--url", text_of(empty_database.url))
    assert told == "PostgreSQL 13.14 is too old for the lab. Use PostgreSQL 14 or newer"


@pytest.mark.parametrize(
    "arguments",
    [
        ("explain", "orders_of_user"),
        ("explain", "SELECT * FROM orders"),
        ("patterns", "run", "--all"),
        ("compare", "SELECT * FROM orders", "-i", "orders(user_id)", "--allow-writes"),
    ],
)
def test_a_database_without_the_schema(
    mistake: Callable[..., str], empty_database: Database, arguments: tuple[str, ...]
) -> None:
    told = mistake(*arguments, "--url", text_of(empty_database.url))
    assert "does not exist. Check the table's name; 'lab up' makes the lab's own tables" in told


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("SELEC 1", 'Syntax error at or near "SELEC"'),
        ("SELECT 1; SELECT 2", "give one statement at a time"),
        ("SELECT 1; DELETE FROM order_items", "give one statement at a time"),
        ("COMMIT; DELETE FROM order_items", "COMMIT has no plan"),
        ("SELECT * FROM nowhere", "Check the table's name"),
        ("SELECT nothing FROM orders", "Check the column's name"),
        ("SELECT :missing", "No value for :missing"),
        ("SELECT 1 / 0", "Division by zero"),
        ("", "There is no statement to explain"),
        ("  ", "There is no statement to explain"),
        ("EXPLAIN SELECT 1", "already begins with EXPLAIN"),
        ("VACUUM orders", "VACUUM has no plan"),
        ("DROP TABLE orders", "DROP TABLE has no plan"),
    ],
)
def test_a_statement_that_cannot_be_explained(
    mistake: Callable[..., str], lab_database: Database, statement: str, said: str
) -> None:
    before = rows_in(lab_database)
    told = mistake("explain", statement, "--url", text_of(lab_database.url), "--allow-writes")
    assert said.lower() in told.lower()
    with pytest.raises(StatementError) as raised:
        lab.explain(lab_database, statement)
    assert str(raised.value) == told
    assert raised.value.hint
    assert rows_in(lab_database) == before


def test_a_name_that_no_pattern_has(mistake: Callable[..., str], empty_database: Database) -> None:
    told = mistake("explain", "orders_of_usr", "--url", text_of(empty_database.url))
    assert told.startswith("No pattern 'orders_of_usr'. Did you mean 'orders_of_user'?")
    with pytest.raises(UnknownNameError) as raised:
        lab.PATTERNS["orders_of_usr"]
    assert str(raised.value) == told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("compare", "SELECT 1 FROM orders"), "There is nothing to compare. Give --index"),
        (("compare", "SELECT 1 FROM orders", "-i", "orders"), "'orders' is not an index. Write"),
        (("write-cost", "orders", "-i", "orders(x)"), 'column "x" does not exist'),
        (("compare", "SELECT 1", "-i", "orders(id)"), "The query reads no table. Compare"),
        (("explain", "SELECT :a", "-p", "a"), "'a' is no parameter. Write --param user_id=7"),
        (("explain", "SELECT :a + 1", "-p", "a=x"), ""),
        (("explain", "SELECT CAST(:a AS int)", "-p", "a=--5"), "Invalid input syntax"),
        (("explain", "SELECT CAST(:a AS int)", "-p", "a=\u00b2"), "Invalid input syntax"),
        (("explain", "SELECT :a", "-p", "a=\udcff"), "An argument is not UTF-8 text"),
        (
            ("compare", "SELECT 1 FROM orders", "-i", ""),
            "'' names no index. Write 'orders(user_id)'",
        ),
        (("compare", "orders_of_user", "--seed", "-1"), "Invalid value for '--seed'"),
    ],
)
def test_a_question_that_makes_no_sense(
    mistake: Callable[..., str], lab_database: Database, arguments: tuple[str, ...], said: str
) -> None:
    assert said in mistake(*arguments, "--url", text_of(lab_database.url), "--allow-writes")


@pytest.mark.parametrize(
    "given", [b"SELECT \xff", "SELECT 1".encode("utf-16-le"), b"SELECT 1\0"], ids=str
)
@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_standard_input_that_is_no_text(
    mistake: Callable[..., str],
    empty_database: Database,
    monkeypatch: pytest.MonkeyPatch,
    given: bytes,
    errors: str,
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), "utf-8", errors))
    told = mistake("explain", "-", "--url", text_of(empty_database.url))
    assert told == "Standard input is not UTF-8 text. Convert the file, with iconv for example"


def test_no_standard_input(
    mistake: Callable[..., str], empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    told = mistake("explain", "-", "--url", text_of(empty_database.url))
    assert told == "There is no standard input to read. Give the SQL as an argument"


@on_own_server
@pytest.mark.usefixtures("host")
@pytest.mark.parametrize("scale", ["0", "-1", "1000000", "nan", "inf"])
def test_a_scale_that_cannot_be_loaded(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], scale: str
) -> None:
    monkeypatch.setattr(sys, "argv", ["lab", "up", f"--scale={scale}"])
    with pytest.raises(SystemExit) as left:
        main()
    told = capsys.readouterr().err
    assert left.value.code == 2
    assert told.startswith(f"lab: A scale of {float(scale):g} cannot be loaded. Choose a number")
    assert told.count("\n") == 1


def test_a_wrong_kind_of_statement_is_told_in_python(empty_database: Database) -> None:
    with pytest.raises(LabError, match="This is no statement: int"):
        lab.explain(empty_database, 7)


@on_own_server
@pytest.mark.usefixtures("host")
def test_a_share_that_should_replace_rows(mistake: Callable[..., str]) -> None:
    told = mistake("load", "--chunks", "1/2", "--replace")
    assert told.startswith("A share replaces nothing")
    assert "lab db drop lab" in told


def test_a_statement_that_takes_longer_than_it_may(mistake: Callable[..., str], host: Host) -> None:
    url = text_of(host.url)
    told = mistake("explain", "SELECT pg_sleep(30)", "--timeout", "0.1", "--url", url)
    assert told.startswith("Canceling statement due to statement timeout. Allow more time")


def test_a_seed_that_is_no_whole_number() -> None:
    with pytest.raises(LabError, match=r"1\.5 is no seed"):
        lab.fresh("seedling", seed=1.5)  # type: ignore[arg-type]
