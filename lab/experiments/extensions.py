"""Extensions that a candidate index needs: installed in the transaction that is rolled back."""

import re
from collections.abc import Iterable

from sqlalchemy import Connection, Index

from lab.database import told
from lab.experiments.candidates import create_sql

PG_TRGM = "CREATE EXTENSION IF NOT EXISTS pg_trgm"
BY_OPERATOR_CLASS = {"gin_trgm_ops": PG_TRGM, "gist_trgm_ops": PG_TRGM}
"""What brings an operator class; the owner of a database may install it (it is trusted)."""


def install_needed(connection: Connection, candidates: Iterable[Index]) -> None:
    """Install what the operator classes of the candidates come from, until the rollback.

    Raises:
        LabError: the server does not have the extension, or the user may not install it.
    """
    words = {word for each in candidates for word in re.findall(r"\w+", create_sql(each))}
    for statement in sorted({BY_OPERATOR_CLASS[word] for word in words & BY_OPERATOR_CLASS.keys()}):
        with told("An extension that an index needs cannot be installed"):
            connection.exec_driver_sql(statement)
