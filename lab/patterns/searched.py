"""Titles that hold a word, or a part of one."""

from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, literal_column, select
from sqlmodel import col

from lab.models import Task
from lab.patterns.pattern import Pattern
from lab.patterns.sampling import by_frequency

_after_first_word = func.substr(col(Task.title), func.strpos(col(Task.title), " ") + 1)
_SIMPLE: ColumnElement[Any] = literal_column("'simple'::regconfig")

tasks_by_words = Pattern(
    name="tasks_by_words",
    question="Which tasks have these words in their title?",
    source="001, Index Design Patterns (PostgreSQL's own)",
    statement=select(Task).where(
        func.to_tsvector(_SIMPLE, Task.title).bool_op("@@")(
            func.plainto_tsquery(_SIMPLE, bindparam("words"))
        )
    ),
    samples=by_frequency(_after_first_word.label("words")),
    variants={
        "none": [],
        "title": ["tasks(title)"],
        "words": ["tasks using gin (to_tsvector('simple', title))"],
    },
)

tasks_by_part_of_title = Pattern(
    name="tasks_by_part_of_title",
    question="Which tasks have these letters anywhere in their title?",
    source="001, Index Design Patterns (PostgreSQL's own)",
    statement=select(Task).where(col(Task.title).like(bindparam("part"))),
    samples=by_frequency(func.concat("%", _after_first_word, "%").label("part")),
    variants={
        "none": [],
        "title": ["tasks(title)"],
        "trigrams": ["tasks using gin (title gin_trgm_ops)"],
    },
)
