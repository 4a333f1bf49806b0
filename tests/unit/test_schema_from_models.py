"""What the classes of a model tell beyond its MetaData."""

import enum
import importlib
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Optional

import annotated_types
import pytest
from pydantic import BaseModel, PositiveInt, ValidationError
from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Enum,
    FetchedValue,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
    create_engine,
    func,
)
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    mapped_column,
    registry,
    relationship,
)
from sqlmodel import Field, Relationship, SQLModel

import lab.models
from lab.errors import LabError, UnknownNameError
from lab.schema import (
    Exemption,
    Limit,
    ModelField,
    Picture,
    Place,
    picture_of,
    picture_of_models,
    source_of,
)
from tests.unit.model_places import forget_registries, fresh, place_in


@pytest.fixture(autouse=True)
def _in_the_clone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(Path(__file__).parents[2])
    yield
    forget_registries()


def here(text: str) -> Place:
    return place_in(__file__, text)


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


def values(members: type[Colour]) -> list[str]:
    return [str(each.value) for each in members]


class Ware(SQLModel, registry=registry(metadata=MetaData())):
    pass


class Stamped(Ware):
    made_at: datetime = Field(default_factory=datetime.utcnow)


class Shelf(Stamped, table=True):
    __table_args__ = (
        UniqueConstraint("label", "row_number"),
        CheckConstraint("row_number > 0", name="ck_shelf_row"),
        Index("ix_shelf_made_label", "made_at", "label"),
        {"info": {"lab": {"ignore": ["NO_COMMENT: a shelf is a shelf"]}}},
    )

    id: int | None = Field(default=None, primary_key=True)
    label: str = Field(min_length=1, max_length=20, regex="^[A-Z]", unique=True)
    row_number: PositiveInt | None = None
    load: Decimal = Field(default=Decimal("1.5"), ge=0, lt=100, max_digits=5, decimal_places=2)
    key: uuid.UUID = Field(default_factory=uuid.uuid4)
    colour: Colour = Field(default=Colour.RED)
    paint: Colour = Field(
        sa_column=Column(Enum(Colour, native_enum=False, values_callable=values), nullable=False)
    )
    note: Annotated[str, annotated_types.Len(2, 9)] = Field(
        default="x", sa_column_kwargs={"info": {"lab": {"ignore": ["A: one", "B: two: three"]}}}
    )
    touched: datetime | None = Field(
        default=None,
        sa_column=Column(
            "touched_at", DateTime, default=func.now(), onupdate=lambda: datetime.now(UTC)
        ),
    )
    kept: datetime | None = Field(
        default=None, sa_column_kwargs={"server_onupdate": FetchedValue()}
    )

    boxes: list["Box"] = Relationship(
        back_populates="shelf", cascade_delete=True, passive_deletes=True
    )


class Box(Ware, table=True):
    id: int | None = Field(default=None, primary_key=True)
    shelf_id: int = Field(foreign_key="shelf.id", ondelete="CASCADE")
    around_id: int | None = Field(default=None, foreign_key="box.id")

    shelf: Shelf = Relationship(back_populates="boxes")
    around: Optional["Box"] = Relationship(
        sa_relationship_kwargs={"remote_side": "Box.id", "lazy": "joined"}
    )


def field(name: str) -> ModelField:
    found = picture_of_models(Ware).table("shelf").column(name).field
    assert found is not None
    return found


def limits(name: str) -> list[tuple[str, str]]:
    return [(each.kind, each.value) for each in field(name).limits]


def test_limits_of_fields_are_told() -> None:
    assert limits("label") == [("min_length", "1"), ("max_length", "20"), ("pattern", "^[A-Z]")]
    assert limits("load") == [
        ("ge", "0"),
        ("lt", "100"),
        ("max_digits", "5"),
        ("decimal_places", "2"),
    ]


def test_limits_within_annotated_are_told_also_beside_none() -> None:
    assert limits("row_number") == [("gt", "0")]
    assert limits("note") == [("min_length", "2"), ("max_length", "9")]


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("id", None),
        ("made_at", "datetime.utcnow()"),
        ("load", "Decimal('1.5')"),
        ("key", "uuid4()"),
        ("colour", "Colour.RED"),
        ("note", "'x'"),
        ("touched_at", "func.now()"),
    ],
)
def test_a_python_default_is_told_as_written(name: str, default: str | None) -> None:
    assert field(name).default == default


def test_what_happens_on_update_is_told() -> None:
    assert field("touched_at").on_update == "lambda"
    assert field("touched_at").name == "touched"
    assert not field("touched_at").written_by_server
    assert field("kept").written_by_server


@pytest.mark.parametrize(
    ("name", "annotation"),
    [
        ("id", "int | None"),
        ("row_number", "int | None"),
        ("load", "Decimal"),
        ("note", "str"),
        ("colour", "Colour"),
    ],
)
def test_an_annotation_is_told_without_its_modules(name: str, annotation: str) -> None:
    assert field(name).annotation == annotation


def test_members_of_a_python_enum_are_told_with_what_is_stored() -> None:
    members = (("RED", "red"), ("BLUE", "blue"))
    assert (field("colour").members, field("colour").stored) == (members, ("RED", "BLUE"))
    assert (field("paint").members, field("paint").stored) == (members, ("red", "blue"))
    [native] = picture_of_models(Ware).enums
    assert native.labels == ("RED", "BLUE")


def test_a_member_whose_value_is_no_text_is_told_by_its_name() -> None:
    class Level(enum.IntEnum):
        LOW = 1
        HIGH = 2

    class Base(DeclarativeBase):
        registry = fresh()

    class Alarm(Base):
        __tablename__ = "alarm"
        id: Mapped[int] = mapped_column(primary_key=True)
        level: Mapped[int] = mapped_column(Enum(Level))

    found = picture_of_models(Alarm).table("alarm").column("level").field
    assert found is not None
    assert found.members == (("LOW", "LOW"), ("HIGH", "HIGH"))


def test_a_relationship_is_told_with_the_key_that_it_follows() -> None:
    picture = picture_of_models(Ware)
    boxes = relationships(picture, "shelf")["boxes"]
    assert (boxes.kind, boxes.target) == ("one to many", "box")
    assert (boxes.key_table, boxes.key_columns) == ("box", ("shelf_id",))
    assert (boxes.deletes, boxes.passive_deletes) == (True, "True")
    around = relationships(picture, "box")["around"]
    assert (around.kind, around.key_table, around.key_columns, around.lazy) == (
        "many to one",
        "box",
        ("around_id",),
        "joined",
    )
    assert not around.deletes
    assert around.place == here('around: Optional["Box"]')


def test_a_relationship_of_many_to_many_follows_the_key_of_the_table_between() -> None:
    tags = relationships(picture_of_models(lab.models), "tasks")["tags"]
    assert (tags.kind, tags.key_table, tags.key_columns) == (
        "many to many",
        "task_tags",
        ("task_id",),
    )


def relationships(picture: Picture, table: str) -> dict[str, Any]:
    model = picture.table(table).model
    assert model is not None
    return {each.name: each for each in model.relationships}


def test_places_are_found_in_the_class_and_its_bases() -> None:
    shelf = picture_of_models(Ware).table("shelf")
    assert shelf.place == here("class Shelf(")
    assert shelf.column("label").place == here("label: str")
    assert shelf.column("touched_at").place == here("touched: datetime")
    assert shelf.column("made_at").place == here("made_at: datetime")


def test_places_of_constraints_and_indexes_are_found() -> None:
    shelf = picture_of_models(Ware).table("shelf")
    places = {each.columns: each.place for each in shelf.indexes}
    places |= {each.columns: each.place for each in shelf.constraints}
    assert places["label", "row_number"] == here('UniqueConstraint("label"')
    assert places[("row_number",)] == here('CheckConstraint("row_number')
    assert places["made_at", "label"] == here('Index("ix_shelf_made_label"')
    assert places[("id",)] == here("id: int | None = Field(default=None, primary_key")
    [key] = [
        each
        for each in picture_of_models(Ware).table("box").foreign_keys
        if each.columns == ("shelf_id",)
    ]
    assert key.place == here("shelf_id: int")


def test_a_class_of_a_notebook_has_no_place() -> None:
    source = "class Cell(Base, table=True):\n    id: int = Field(primary_key=True)\n"

    class Base(SQLModel, registry=fresh()):
        pass

    names: dict[str, Any] = {"Base": Base, "Field": Field, "__name__": "__main__"}
    exec(source, names)
    table = picture_of_models(names["Cell"]).table("cell")
    assert (table.place, table.column("id").place) == (None, None)
    assert table.model is not None


def test_exemptions_are_told_with_their_reasons() -> None:
    shelf = picture_of_models(Ware).table("shelf")
    assert shelf.exemptions == (Exemption("NO_COMMENT", "a shelf is a shelf"),)
    assert shelf.column("note").exemptions == (Exemption("A", "one"), Exemption("B", "two: three"))


@pytest.mark.parametrize(
    "given", [["NO_COMMENT"], ["NO_COMMENT: "], [3], "NO_COMMENT: x", {"a": 1}]
)
def test_an_exemption_without_a_reason_is_told_with_its_column(given: object) -> None:
    info = {"lab": {"ignore": given}}
    table = Table("t", MetaData(), Column("id", Integer, primary_key=True, info=info))
    with pytest.raises(LabError, match=r"exemption.* of column 't\.id'") as told:
        picture_of_models(table.metadata)
    assert told.value.hint == 'Write info={"lab": {"ignore": ["CODE: reason"]}}'


def test_an_exemption_without_a_reason_is_told_with_its_line() -> None:
    class Base(SQLModel, registry=fresh()):
        pass

    class Odd(Base, table=True):
        odd_id: int = Field(primary_key=True, sa_column_kwargs={"info": {"lab": {"ignore": ["X"]}}})

    place = here("odd_id: int")
    with pytest.raises(LabError) as told:
        picture_of_models(Odd)
    assert f"The exemption 'X' of column 'odd.odd_id' ({place.file}:{place.line})" in str(
        told.value
    )


def test_a_table_model_of_sqlmodel_takes_what_breaks_its_limits() -> None:
    class Base(SQLModel, registry=fresh()):
        pass

    class Loose(Base, table=True):
        id: int = Field(primary_key=True, gt=0)

    model = picture_of_models(Loose).table("loose").model
    assert Loose(id=-1).id == -1
    assert model is not None
    assert not model.validates


def test_a_table_model_that_validates_assignments_is_told_to_validate() -> None:
    class Base(SQLModel, registry=fresh()):
        pass

    class Tight(Base, table=True):
        model_config = {"validate_assignment": True}  # noqa: RUF012
        id: int = Field(primary_key=True, gt=0)

    model = picture_of_models(Tight).table("tight").model
    with pytest.raises(ValidationError):
        Tight(id=-1)
    assert model is not None
    assert model.validates


# Classes of SQLAlchemy alone, and tables without a class.


class Plain(DeclarativeBase):
    pass


class Author(Plain):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(default="anon")
    teacher_id: Mapped[int | None] = mapped_column(ForeignKey("author.id"))
    teacher: "Mapped[Author | None]" = relationship(remote_side="Author.id", viewonly=True)


loose = Table(
    "loose_sheet",
    Plain.metadata,
    Column("id", Integer, primary_key=True),
    Column("author_id", ForeignKey("author.id")),
)


def test_classes_of_sqlalchemy_are_read() -> None:
    author = picture_of_models(Plain).table("author")
    assert author.column("name").field == ModelField(
        "name",
        "str | None",
        default="'anon'",
        written="name: Mapped[str | None] = mapped_column(default='anon')",
    )
    assert author.model is not None
    assert not author.model.validates
    assert author.model.relationships[0].viewonly
    assert author.column("name").place == here("name: Mapped")


def test_a_table_without_a_class_is_found_beside_the_classes() -> None:
    sheet = picture_of_models(Plain).table("loose_sheet")
    assert (sheet.model, sheet.column("id").field) == (None, None)
    assert sheet.place == here("loose = Table(")


def test_a_table_without_a_class_has_its_place_in_its_module() -> None:
    picture = picture_of_models(sys.modules[__name__])
    assert picture.table("loose_sheet").place == here("loose = Table(")
    author = picture.table("loose_sheet").column("author_id")
    assert author.place == here('Column("author_id"')
    assert author.written == "Column('author_id', ForeignKey('author.id'))"


def test_a_relationship_of_a_backref_is_written_where_that_is() -> None:
    class Base(DeclarativeBase):
        registry = fresh()

    class Top(Base):
        __tablename__ = "top"
        id: Mapped[int] = mapped_column(primary_key=True)

    class Row(Base):
        __tablename__ = "row"
        id: Mapped[int] = mapped_column(primary_key=True)
        top_id: Mapped[int] = mapped_column(ForeignKey("top.id"))
        top: Mapped[Top] = relationship(Top, backref="rows")

    model = picture_of_models([Top, Row]).table("top").model
    assert model is not None
    [rows] = model.relationships
    assert (rows.name, rows.place) == ("rows", here("top: Mapped[Top]"))
    assert rows.written == "top: Mapped[Top] = relationship(Top, backref='rows')"


def test_what_a_library_gives_a_class_has_the_line_of_the_class(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages = tmp_path / "site-packages"
    packages.mkdir()
    lent = "from sqlalchemy.orm import Mapped\n\nclass Lent:\n    email: Mapped[str]\n"
    (packages / "lent_fields.py").write_text(lent, encoding="utf-8")
    monkeypatch.syspath_prepend(str(packages))

    class Base(DeclarativeBase):
        registry = fresh()

    class Borrower(importlib.import_module("lent_fields").Lent, Base):  # type: ignore[misc]
        __tablename__ = "borrower"
        id: Mapped[int] = mapped_column(primary_key=True)

    table = picture_of_models(Borrower).table("borrower")
    assert table.column("email").place == table.place == here("class Borrower(")


def test_a_metadata_is_read_bare() -> None:
    told = picture_of_models(Ware.metadata).table("shelf")
    assert told.model is None
    assert told.column("label").field is None
    assert [each.name for each in told.indexes] == [
        each.name for each in picture_of(Ware.metadata).table("shelf").indexes
    ]


def test_a_class_stands_for_its_table_alone() -> None:
    assert [each.name for each in picture_of_models(Box).tables] == ["box"]
    assert [each.name for each in picture_of_models([Box, Author]).tables] == ["author", "box"]
    assert picture_of_models(Box).enums == ()


def test_an_abstract_base_stands_for_the_tables_of_its_heirs() -> None:
    assert [each.name for each in picture_of_models(Stamped).tables] == ["shelf"]


def test_a_module_stands_for_all_tables_of_its_metadata() -> None:
    names = {each.name for each in picture_of_models(lab.models.orders).tables}
    assert {"orders", "users", "tasks"} <= names


def test_a_package_stands_for_its_loaded_modules() -> None:
    assert picture_of_models(lab.models) == source_of(lab.models).pictures[0]


def test_subclasses_that_share_a_table_are_told_with_it() -> None:
    class Base(DeclarativeBase):
        pass

    class Pet(Base):
        __tablename__ = "pet"
        id: Mapped[int] = mapped_column(primary_key=True)
        kind: Mapped[str]
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "pet"}  # noqa: RUF012

    class Dog(Pet):
        __mapper_args__ = {"polymorphic_identity": "dog"}  # noqa: RUF012
        bark: Mapped[str | None]
        owner_id: Mapped[int | None] = mapped_column(ForeignKey("pet.id"))
        owner: Mapped[Pet | None] = relationship(remote_side=Pet.id)

    pet = picture_of_models(Base).table("pet")
    assert pet.model is not None
    assert pet.model.name == "Pet"
    assert [each.name for each in pet.model.relationships] == ["owner"]
    bark = pet.column("bark").field
    assert bark is not None
    assert bark.annotation == "str | None"


def test_names_of_any_kind_are_read() -> None:
    strange = 'Größe "x"; DROP'

    class Base(SQLModel, registry=fresh()):
        pass

    class Strange(Base, table=True):
        __tablename__ = strange
        id: int = Field(primary_key=True)
        size: int = Field(sa_column=Column(strange, Integer))

    table = picture_of_models(Strange).table(strange)
    found = table.column(strange).field
    assert found is not None
    assert found.name == "size"


def test_each_schema_has_a_picture() -> None:
    metadata = MetaData()
    for schema in (None, "sales", "crm"):
        Table("t", metadata, Column("id", Integer, primary_key=True), schema=schema)
    assert [each.schema for each in source_of(metadata).pictures] == ["crm", "public", "sales"]
    assert picture_of_models(metadata).schema == "public"
    assert picture_of_models(metadata, "sales").schema == "sales"
    with pytest.raises(UnknownNameError, match="No schema 'sale' in The MetaData"):
        picture_of_models(metadata, "sale")


def test_tables_of_one_name_in_two_metadatas_are_both_told() -> None:
    one, two = MetaData(), MetaData()
    Table("t", one, Column("a", Integer))
    Table("t", two, Column("b", Integer), Column("c", Integer))
    picture = picture_of_models([one, two])
    assert [[each.name for each in table.columns] for table in picture.tables] == [
        ["a"],
        ["b", "c"],
    ]


def test_the_statements_make_the_schema() -> None:
    statements = source_of(lab.models).statements
    assert sum(each.startswith("CREATE TABLE") for each in statements) == 8
    assert any(each.startswith("CREATE TRIGGER") for each in statements)


def test_a_percent_sign_stands_once_in_the_statements() -> None:
    metadata = MetaData()
    column = Column("a", Integer)
    Table("t", metadata, column, CheckConstraint("a % 2 = 0"), comment="100 %")
    assert "CHECK (a % 2 = 0)" in source_of(metadata).statements[0]
    assert source_of(metadata).statements[1] == "COMMENT ON TABLE t IS '100 %'"


def test_statements_that_cannot_be_written_are_left_out() -> None:
    metadata = MetaData()
    Table("t", metadata, Column("a", ForeignKey("nowhere.id")))
    assert source_of(metadata).statements == ()


def test_a_limit_is_told_once() -> None:
    class Base(SQLModel, registry=fresh()):
        pass

    class Twice(Base, table=True):
        id: int = Field(primary_key=True)
        size: Annotated[int, annotated_types.Gt(1)] = Field(gt=1)

    found = picture_of_models(Twice).table("twice").column("size").field
    assert found is not None
    assert found.limits == (Limit("gt", "1"),)


def test_a_file_of_the_project_is_told_from_the_folder_one_is_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clone = Path(__file__).parents[2]
    monkeypatch.chdir(clone / "notebooks")
    place = picture_of_models(lab.models.Tag).table("tags").place
    assert place is not None
    assert place.file == "../lab/models/tasks.py"

    monkeypatch.chdir(tmp_path)
    elsewhere = picture_of_models(lab.models.Tag).table("tags").place
    assert elsewhere is not None
    assert elsewhere.file == str(clone / "lab" / "models" / "tasks.py")


def test_classes_are_named_the_first_three_of_them() -> None:
    four = [lab.models.Tag, lab.models.Task, lab.models.User, lab.models.Order]
    assert source_of(four[:2]).name == "Tag, Task"
    assert source_of(four).name == "Tag, Task, User and 1 more"


# What holds no models.


def test_a_package_without_a_table_names_its_modules() -> None:
    import lab.show

    with pytest.raises(LabError, match=r"Module 'lab\.show' has no table") as told:
        picture_of_models(lab.show)
    assert told.value.hint.startswith("Name the module that defines them: lab.show.")


def test_a_class_without_a_table_is_told() -> None:
    class Note(BaseModel):
        text: str

    with pytest.raises(LabError, match="Note has no table"):
        picture_of_models(Note)
    with pytest.raises(LabError, match="The list has no table"):
        picture_of_models([])


@pytest.mark.parametrize(
    ("given", "kind", "hint"),
    [
        ("shop", "str", "Import the module and give it, not its name"),
        ("postgresql://me:s3cret@h/d", "str", "a database as lab.connect(url)"),
        (Path("shop.py"), type(Path()).__name__, "Import the module and give it"),
        (create_engine("postgresql+psycopg://h/d"), "Engine", "Give the database as lab.connect("),
        (lab.models.Tag(name="red"), "Tag", "Give its class, Tag"),
        ([lab.models.Tag, 42], "int", "Give a module, SQLModel or another base, a list"),
        (Picture("public", ()), "Picture", "Give a module, SQLModel or another base, a list"),
        (None, "NoneType", "Give a module, SQLModel or another base, a list"),
    ],
    ids=["name", "URL", "path", "engine", "row", "list", "picture", "nothing"],
)
def test_what_holds_no_models_is_told_by_its_type(given: object, kind: str, hint: str) -> None:
    with pytest.raises(LabError) as told:
        picture_of_models(given)
    assert told.value.message == f"A value of type {kind} holds no models"
    assert hint in told.value.hint
    assert "s3cret" not in str(told.value)
