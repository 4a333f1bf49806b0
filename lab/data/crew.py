"""Threads at work on one load: they report to the thread that began it, and stop together."""

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine

from lab.database import told
from lab.database.driver import raw_connection

LISTEN_S = 0.5
"""How long to listen at a time: on Windows, Ctrl-C is heard only in between."""


class StoppedError(Exception):
    """Raised in a thread that has no reason to go on."""


class Crew:
    """What the threads of one load share: a way to report, and the word to stop."""

    def __init__(self, engine: Engine, workers: int) -> None:
        self._engine = engine
        self._workers = workers
        self._reports: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._stopped = threading.Event()
        self._at_work: set[psycopg.Connection[Any]] = set()
        self._lock = threading.Lock()

    def report(self, call: Callable[[], None]) -> None:
        """Have the thread that began the load make this call.

        Raises:
            StoppedError: the load was given up meanwhile.
        """
        self._check()
        self._reports.put(call)

    @contextmanager
    def connection(self, *, autocommit: bool = False) -> Iterator[Connection]:
        """A connection whose statement is cancelled when the load is given up."""
        options = {"isolation_level": "AUTOCOMMIT"} if autocommit else {}
        with told(), self._engine.connect().execution_options(**options) as connection:
            raw = raw_connection(connection)
            with self._lock:
                self._at_work.add(raw)
            try:
                self._check()
                yield connection
            finally:
                with self._lock:
                    self._at_work.discard(raw)

    def do(self, tasks: Sequence[Callable[[], None]]) -> None:
        """Do the tasks in their order, as many at a time as there are workers.

        The first failure ends them all, and is raised; so does one of a call that was reported.
        """
        with ThreadPoolExecutor(self._workers, thread_name_prefix="lab-load") as pool:
            futures = [pool.submit(task) for task in tasks]
            for future in futures:
                future.add_done_callback(lambda _: self._reports.put(None))
            through = False
            try:
                self._listen(futures)
                through = True
            finally:
                if not through:
                    self._stop(futures)

    def _listen(self, futures: Sequence["Future[None]"]) -> None:
        """Make the calls that are reported, until every task is done or one has failed."""
        while True:
            ended = [future for future in futures if future.done()]
            for future in ended:
                future.result()
            done = len(ended) == len(futures)
            try:
                call = self._reports.get(block=not done, timeout=LISTEN_S)
            except queue.Empty:
                if done:
                    return
                continue
            if call is not None:
                call()

    def _check(self) -> None:
        if self._stopped.is_set():
            raise StoppedError

    def _stop(self, futures: Sequence["Future[None]"]) -> None:
        self._stopped.set()
        for future in futures:
            future.cancel()
        with self._lock:
            for connection in self._at_work:
                # A server that is gone has nothing left to cancel.
                with suppress(psycopg.Error):
                    connection.cancel_safe(timeout=5)
