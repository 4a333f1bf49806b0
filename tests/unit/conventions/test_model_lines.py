"""The line of a field with other keywords: what the class said stays, and it can be pasted."""

import ast
import importlib.util
import itertools
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    MetaData,
    Numeric,
    Table,
    Text,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, registry

import lab
from lab.conventions import Lint
from lab.conventions.mending.model_lines import field_line, not_optional, relationship_line
from lab.conventions.mending.operations import Code
from lab.conventions.mending.written_fields import edited
from lab.findings import Finding
from lab.schema import Relationship, picture_of, picture_of_models
from tests.conventions import only

DOCUMENTS = Path(__file__).parents[2] / "documents"
IMPORTED = """
import sqlalchemy as sa
from decimal import Decimal
from sqlalchemy import BigInteger, DateTime, FetchedValue, Identity, func, false, text, true
"""
NUMBER = itertools.count()


@pytest.mark.parametrize(
    ("written", "keywords", "line"),
    [
        ("x: int", {"index": True}, "x: int = Field(index=True)"),
        ("x: int = 0", {"index": True}, "x: int = Field(default=0, index=True)"),
        ("x: int = Field(0, ge=0)", {"le": 4}, "x: int = Field(default=0, ge=0, le=4)"),
        ("x: int = Field(..., ge=0)", {"le": 4}, "x: int = Field(ge=0, le=4)"),
        ("x: R = sm.Field(index=False)", {"index": True}, "x: R = sm.Field(index=True)"),
        (
            "x: list = Field(default_factory=list)",
            {"default": None},
            "x: list = Field(default=None)",
        ),
        (
            "x: int = Field(sa_column_kwargs={'comment': 'c'})",
            {"sa_column_kwargs": {"server_default": Code("text('0')")}},
            "x: int = Field(sa_column_kwargs={'comment': 'c', 'server_default': text('0')})",
        ),
        (
            "x: int = Field(sa_column_kwargs=SHARED)",
            {"sa_column_kwargs": {"comment": "c"}},
            "x: int = Field(sa_column_kwargs={**SHARED, 'comment': 'c'})",
        ),
        (
            "x: int = Field(sa_column_args=(a,))",
            {"sa_column_args": (Code("Identity()"),)},
            "x: int = Field(sa_column_args=(a, Identity()))",
        ),
        (
            "x: int = Field(sa_column_args=[ForeignKey('a.id')])",
            {"ondelete": "CASCADE"},
            "x: int = Field(sa_column_args=[ForeignKey('a.id', ondelete='CASCADE')])",
        ),
        (
            "x: dict = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))",
            {"sa_type": Code("JSONB")},
            "x: dict = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))",
        ),
        ("x: Mapped[int]", {"index": True}, "x: Mapped[int] = mapped_column(index=True)"),
        ("Column('x', Integer)", {"index": True}, "Column('x', Integer, index=True)"),
        (
            "x: Mapped[int] = mapped_column(ForeignKey('a.id'))",
            {"foreign_key": "b.id", "ondelete": "CASCADE"},
            "x: Mapped[int] = mapped_column(ForeignKey('b.id', ondelete='CASCADE'))",
        ),
        (
            "x = Column('y', Integer, Sequence('s'))",
            {"sa_type": Code("BigInteger"), "sa_column_kwargs": {"comment": "c"}},
            "x = Column('y', BigInteger, Sequence('s'), comment='c')",
        ),
        (
            "x = Column(ForeignKey('a.id'))",
            {"sa_type": Code("BigInteger")},
            "x = Column(BigInteger, ForeignKey('a.id'))",
        ),
        ("x = Column(type_=Float)", {"max_length": 3}, "x = Column(String(3))"),
        (
            "x: Mapped[Decimal] = mapped_column(Float, default=0)",
            {"max_digits": 12, "decimal_places": 2},
            "x: Mapped[Decimal] = mapped_column(Numeric(12, 2), default=0)",
        ),
        ("x: int = key_to('users')", {"index": True}, None),
        ("x: int = SHARED", {"index": True}, None),
        ("x: int = Field(**SHARED)", {"index": True}, None),
        ("x: int = Field(sa_column=SHARED)", {"index": True}, None),
        ("x = relationship()", {"index": True}, None),
    ],
)
def test_a_keyword_is_set_where_the_field_says_such_things(
    written: str, keywords: dict[str, Any], line: str | None
) -> None:
    assert edited(written, keywords) == line


@pytest.mark.parametrize(
    ("written", "optional", "line"),
    [
        ("x: float = Field(gt=0)", None, "x: Decimal = Field(gt=0)"),
        ("x: float | None = None", None, "x: Decimal | None = Field(default=None)"),
        ("x: Optional[float] = Field()", None, "x: Decimal | None = Field()"),
        ("x: Optional[float] = Field()", False, "x: Decimal = Field()"),
        ("x: 'float | None' = Field()", None, "x: Decimal | None = Field()"),
        ("x: Annotated[float, 'a'] = Field()", True, "x: Annotated[Decimal | None, 'a'] = Field()"),
        ("x: Mapped[float | None]", None, "x: Mapped[Decimal | None] = mapped_column()"),
    ],
)
def test_another_type_keeps_what_stands_around_it(
    written: str, *, optional: bool | None, line: str
) -> None:
    assert edited(written, {}, annotation="Decimal", optional=optional) == line


def test_without_source_the_whole_field_is_made_from_the_picture() -> None:
    metadata = MetaData()
    Table("users", metadata, Column("id", BigInteger, primary_key=True))
    Table(
        "orders",
        metadata,
        Column("id", BigInteger, primary_key=True),
        Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), index=True, nullable=False),
        Column("total", Numeric(10, 2), server_default="0"),
    )
    table = picture_of(metadata).table("orders")
    lines = [field_line(table, each, description="d") for each in table.columns]
    assert lines == [
        "id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger, "
        "description='d')",
        "user_id: int = Field(foreign_key='users.id', ondelete='CASCADE', index=True, "
        "sa_type=BigInteger, description='d')",
        "total: Decimal | None = Field(default=None, max_digits=10, decimal_places=2, "
        "sa_column_kwargs={'server_default': text(\"'0'\")}, description='d')",
    ]


def test_an_array_gets_an_array_of_the_new_type() -> None:
    metadata = MetaData()
    Table("orders", metadata, Column("prices", ARRAY(Float), nullable=False))
    fix = only("MONEY_FLOAT", metadata).fix
    assert fix is not None
    assert fix.model == "prices: list[Decimal] = Field(sa_type=sa.ARRAY(sa.Numeric(12, 2)))"


@pytest.mark.parametrize(
    ("schema", "columns", "line"),
    [
        (None, ["a"], "a: int = Field(foreign_key='top.a', sa_type=BigInteger, index=True)"),
        ("app", ["a"], "Index('ix_rows_a', 'a')"),
        (None, ["a", "b"], "Index('ix_rows_a_b', 'a', 'b')"),
    ],
)
def test_the_index_of_the_model_has_the_name_that_the_migration_gives_it(
    schema: str | None, columns: list[str], line: str
) -> None:
    metadata = MetaData(schema=schema)
    kinds = [Column(each, BigInteger, primary_key=True) for each in columns]
    top = Table("top", metadata, *kinds)
    refers = ForeignKeyConstraint(columns, [top.c[each] for each in columns])
    keys = [Column(each, BigInteger, nullable=False) for each in columns]
    Table("rows", metadata, *keys, refers)
    fix = only("FK_WITHOUT_INDEX", picture_of(metadata, schema=schema or "public")).fix
    assert fix is not None
    assert fix.model == line


def test_a_class_of_sqlalchemy_without_a_source_gets_mapped_columns() -> None:
    models = registry(metadata=MetaData())

    def shared(_: type) -> Mapped[int]:
        return mapped_column("num", ForeignKey("tops.id"), default=int)

    body = {
        "__tablename__": "tops",
        "id": mapped_column(BigInteger, primary_key=True),
        "number": declared_attr(shared),
    }
    try:
        table = picture_of_models(models.mapped(type("Top", (), body))).table("tops")
        lines = [field_line(table, each, unique=True) for each in table.columns]
    finally:
        models.dispose()
    assert lines == [
        "id: Mapped[int] = mapped_column(BigInteger, primary_key=True, unique=True)",
        "number: Mapped[int | None] = mapped_column(BigInteger, ForeignKey('tops.id'), "
        "default=int, name='num', unique=True)",
    ]


def test_a_column_of_a_table_without_a_class_keeps_its_default() -> None:
    metadata = MetaData()
    Table("t", metadata, Column("note", Text))
    table = picture_of(metadata).table("t")
    note = replace(table.columns[0], written="Column('note', Text, default='-')")
    assert not_optional(table, note) == "Column('note', Text, default='-', nullable=False)"


@pytest.mark.parametrize("name", ["a b", "class", "1", "'", 'x"\n)\nimport os #', "größe", "%", ""])
def test_a_name_that_is_none_in_python_stays_a_literal(name: str) -> None:
    metadata = MetaData()
    table = Table("t", metadata, Column(name or "?", Text))
    picture = picture_of(metadata).table("t")
    line = field_line(picture, picture.columns[0], index=True)
    [statement] = ast.parse(line).body
    assert isinstance(statement, ast.AnnAssign)
    assert isinstance(statement.target, ast.Name)
    names = [each.value for each in ast.walk(statement) if isinstance(each, ast.Constant)]
    assert table.columns[0].name in [*names, statement.target.id]
    assert "\n" not in line


@pytest.mark.parametrize(
    ("written", "line"),
    [
        (
            "rows: list['Row'] = Relationship(back_populates='top')",
            "rows: list['Row'] = Relationship(back_populates='top', cascade_delete=True, "
            "passive_deletes=True)",
        ),
        (
            "rows: Mapped[list['Row']] = relationship(back_populates='top')",
            "rows: Mapped[list['Row']] = relationship(back_populates='top', "
            "cascade='all, delete-orphan', passive_deletes=True)",
        ),
        ("", "# rows = Relationship(..., cascade_delete=True, passive_deletes=True)"),
        (
            "top = relationship('Top', backref=backref('rows', lazy='raise'))",
            "top = relationship('Top', backref=backref('rows', lazy='raise', "
            "cascade='all, delete-orphan', passive_deletes=True))",
        ),
        (
            "top = relationship('Top', backref='rows')",
            "# backref('rows', cascade='all, delete-orphan', passive_deletes=True)",
        ),
    ],
)
def test_a_relationship_keeps_its_other_end(written: str, line: str) -> None:
    rows = Relationship("rows", "rows", "one to many", None, (), False, "", written=written)  # noqa: FBT003
    assert relationship_line(rows, cascade=True) == line


def target(statement: ast.stmt) -> str:
    """The name that an annotated assignment gives a value."""
    return ast.unparse(statement.target) if isinstance(statement, ast.AnnAssign) else ""


def paste(tree: ast.Module, finding: Finding, model: str) -> None:
    """The advised fields in place of those of the class, or of the one where it was found."""
    bodies = [each for each in tree.body if isinstance(each, ast.ClassDef)]
    assert finding.fix is not None
    for line in ast.parse(finding.fix.model).body:
        places = [
            (body.name != model, -body.lineno, place, body)
            for body in bodies
            for place, each in enumerate(body.body)
            if target(each) == target(line)
            and (body.name == model or body.lineno <= (finding.line or 0))
        ]
        _, _, place, body = min(places, key=lambda each: each[:3])
        body.body[place] = line


def lint_of(source: str, folder: Path) -> tuple[Lint, dict[str, str]]:
    """What is said of a module of that source, and the class of each table."""
    name = f"pasted_{next(NUMBER)}"
    file = folder / f"{name}.py"
    file.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
        picture = picture_of_models(module)
        return lab.lint(module), {
            each.name: each.model.name for each in picture.tables if each.model is not None
        }
    finally:
        del sys.modules[name]


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("shop_that_maps", "NO_ON_DELETE"),
        ("shop_that_maps", "CASCADE_DISAGREES"),
        ("shop_that_maps", "MONEY_FLOAT"),
        ("shop_that_maps", "NO_SERVER_DEFAULT"),
        ("shop_that_maps", "ENUM_BY_NAME"),
        ("shop_that_maps", "UPDATED_AT_NOT_KEPT"),
        ("shop_that_maps", "FK_WITHOUT_INDEX"),
        ("shop_that_maps", "NAIVE_DEFAULT"),
        ("purchases", "NO_ON_DELETE"),
        ("purchases", "NO_SERVER_DEFAULT"),
        ("purchases", "UPDATED_AT_NOT_KEPT"),
        ("notes", "NAIVE_DEFAULT"),
        ("notes", "TIMESTAMP_NULLABLE"),
        ("chores", "CASCADE_DISAGREES"),
    ],
)
def test_a_pasted_line_mends_its_finding_and_breaks_nothing(
    module: str, code: str, tmp_path: Path
) -> None:
    source = (DOCUMENTS / f"{module}.py").read_text(encoding="utf-8")
    before, classes = lint_of(IMPORTED + source, tmp_path)
    tree = ast.parse(IMPORTED + source)
    found = [each for each in before if each.code == code]
    assert found
    for finding in found:
        paste(tree, finding, classes[finding.table or ""])
    after, _ = lint_of(ast.unparse(tree), tmp_path)
    codes = {each.code for each in after}
    assert code not in codes
    assert codes <= {each.code for each in before}
