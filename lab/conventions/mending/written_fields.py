"""The assignment of a field with other keywords: its source is edited, and never run.

The keywords are those of SQLModel's Field; in `Column` and `mapped_column` the same is said in
SQLAlchemy's words.
"""

import ast
from collections.abc import Collection, Mapping
from typing import Any

COLUMNS = ("Column", "mapped_column")
PARTS = ("ForeignKey", "Identity", "Computed", "Sequence", "CheckConstraint", "FetchedValue")
"""What stands among the arguments of a column and is not its type."""
KINDS = ("sa_type", "max_length", "max_digits", "decimal_places")
OF_KEY = ("foreign_key", "ondelete")
FLAGS = ("index", "unique", "nullable", "primary_key")
OF_COLUMN = (*KINDS, *OF_KEY, *FLAGS, "sa_column_kwargs", "sa_column_args")
"""Keywords of a Field that its `sa_column` says instead, where it has one."""
OTHER_DEFAULT = {"default": "default_factory", "default_factory": "default"}


def edited(
    written: str,
    keywords: Mapping[str, Any],
    *,
    without: Collection[str] = (),
    annotation: str | None = None,
    optional: bool | None = None,
) -> str | None:
    """The assignment with these keywords set, and others left out.

    Args:
        written: such as `price: float = Field(gt=0)`, or `Column('price', Float)`.
        keywords: those of a Field, each with its value; `sa_column_kwargs` and `sa_column_args`
            are added to what is there.
        without: keywords to leave out.
        annotation: another type, without `| None`.
        optional: whether None is allowed; None leaves that as it is.

    Returns:
        The line; None where the value is made by something that cannot be looked into.
    """
    statement = ast.parse(written).body[0]
    if not isinstance(statement, ast.AnnAssign | ast.Assign | ast.Expr):
        return None
    call = field_call(statement)
    if call is None:
        return None
    statement.value = call
    for each in filter(None, (call, column_of(call))):
        for name in without:
            remove(each, name)
    for name, value in keywords.items():
        set_option(call, name, value)
    if isinstance(statement, ast.AnnAssign) and (annotation, optional) != (None, None):
        statement.annotation = retyped(statement.annotation, annotation, optional=optional)
    return ast.unparse(ast.fix_missing_locations(statement))


def edited_call(written: str, function: str, **keywords: Any) -> str | None:
    """The assignment whose value, or a part of it, is a call of that name; None for another."""
    statement = ast.parse(written).body[0] if written else ast.Pass()
    call = found(function, statement)
    if call is None:
        return None
    for name, value in keywords.items():
        set_keyword(call, name, node(value))
    return ast.unparse(ast.fix_missing_locations(statement))


def field_call(statement: ast.AnnAssign | ast.Assign | ast.Expr) -> ast.Call | None:
    """The call that makes the field; a bare annotation or default becomes one."""
    value = statement.value
    if isinstance(value, ast.Call) and called(value) in ("Field", *COLUMNS):
        return with_named_default(value) if is_spelled_out(value) else None
    if isinstance(value, ast.Call | ast.Name) or not isinstance(statement, ast.AnnAssign):
        return None
    if is_form(statement.annotation, "Mapped"):
        return ast.Call(ast.Name("mapped_column"), [], []) if value is None else None
    default = [] if value is None else [ast.keyword("default", value)]
    return ast.Call(ast.Name("Field"), [], default)


def is_spelled_out(call: ast.Call) -> bool:
    """Whether all that it says stands there: no `**shared`, and no column from elsewhere."""
    elsewhere = keyword_of(call, "sa_column") is not None and column_of(call) is None
    return not elsewhere and all(each.arg is not None for each in call.keywords)


def with_named_default(call: ast.Call) -> ast.Call:
    """A Field whose default has its name; `...` says that there is none."""
    if called(call) == "Field" and call.args and not isinstance(call.args[0], ast.Starred):
        first = call.args.pop(0)
        if not (isinstance(first, ast.Constant) and first.value is Ellipsis):
            call.keywords.insert(0, ast.keyword("default", first))
    return call


def set_option(call: ast.Call, name: str, value: Any) -> None:
    """One keyword of a Field, said where this field says such things."""
    column = column_of(call)
    if name in OF_KEY and (key := found("ForeignKey", call)):
        set_in_key(key, name, value)
    elif column is not None and (column is call or name in OF_COLUMN):
        set_in_column(column, name, value)
    elif name == "sa_column_kwargs":
        set_keyword(call, name, merged(keyword_of(call, name), value))
    elif name == "sa_column_args":
        set_keyword(call, name, ast.Tuple([*elements(keyword_of(call, name)), *map(node, value)]))
    else:
        remove(call, OTHER_DEFAULT.get(name, ""))
        set_keyword(call, name, node(value))


def column_of(call: ast.Call) -> ast.Call | None:
    """The column that is spelled out: the call itself, or the `sa_column` of a Field."""
    if called(call) in COLUMNS:
        return call
    column = keyword_of(call, "sa_column")
    return column if isinstance(column, ast.Call) and called(column) in COLUMNS else None


def set_in_column(column: ast.Call, name: str, value: Any) -> None:
    """The same in SQLAlchemy's words."""
    if name in KINDS:
        set_kind(column, name, value)
    elif name == "sa_column_kwargs":
        for key, each in value.items():
            set_keyword(column, key, node(each))
    elif name == "sa_column_args":
        column.args.extend(map(node, value))
    elif name == "foreign_key":
        column.args.append(node_of(f"ForeignKey({value!r})"))
    else:
        set_keyword(column, name, node(value))


def set_kind(column: ast.Call, name: str, value: Any) -> None:
    """The type as an argument; digits after the point join the number of all digits."""
    numeric = found("Numeric", column)
    if name == "decimal_places" and numeric is not None:
        numeric.args.append(node(value))
    elif name != "decimal_places":
        function = {"max_length": "String", "max_digits": "Numeric"}.get(name)
        set_type(column, node_of(f"{function}({value!r})") if function else node(value))


def set_in_key(key: ast.Call, name: str, value: Any) -> None:
    """The target of a ForeignKey, or its rule for deletions."""
    if name == "foreign_key":
        key.args[:1] = [node(value)]
    else:
        set_keyword(key, name, node(value))


def set_type(column: ast.Call, kind: ast.expr) -> None:
    """The type of a column, which stands after its name or under `type_`."""
    remove(column, "type_")
    begin = int(bool(column.args) and isinstance(column.args[0], ast.Constant))
    there = column.args[begin : begin + 1]
    is_part = bool(there) and isinstance(there[0], ast.Call) and called(there[0]) in PARTS
    column.args[begin : begin + (not is_part)] = [kind]


def retyped(annotation: ast.expr, kind: str | None, *, optional: bool | None) -> ast.expr:
    """An annotation of another type, with None or without; Mapped and Annotated stay around it."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return retyped(node_of(annotation.value), kind, optional=optional)
    if isinstance(annotation, ast.Subscript) and is_form(annotation, "Mapped", "Annotated"):
        inner = annotation.slice
        if isinstance(inner, ast.Tuple):
            inner.elts[0] = retyped(inner.elts[0], kind, optional=optional)
        else:
            annotation.slice = retyped(inner, kind, optional=optional)
        return annotation
    bare, was_optional = without_none(annotation)
    if kind is not None:
        bare = node_of(kind)
    allows = was_optional if optional is None else optional
    return ast.BinOp(bare, ast.BitOr(), ast.Constant(None)) if allows else bare


def without_none(annotation: ast.expr) -> tuple[ast.expr, bool]:
    """The type in `type | None` or `Optional[type]`, and whether there was a None."""
    if isinstance(annotation, ast.BinOp) and isinstance(annotation.right, ast.Constant):
        return annotation.left, True
    if isinstance(annotation, ast.Subscript) and is_form(annotation, "Optional"):
        return annotation.slice, True
    return annotation, False


def is_form(annotation: ast.expr, *names: str) -> bool:
    """Whether it is one of these types with arguments."""
    if not isinstance(annotation, ast.Subscript):
        return False
    form = annotation.value
    return (form.attr if isinstance(form, ast.Attribute) else getattr(form, "id", "")) in names


def called(call: ast.Call) -> str:
    """The last name of what is called."""
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def found(name: str, within: ast.AST) -> ast.Call | None:
    """The first call of that name."""
    calls = (each for each in ast.walk(within) if isinstance(each, ast.Call))
    return next((each for each in calls if called(each) == name), None)


def keyword_of(call: ast.Call, name: str) -> ast.expr | None:
    """The value of a keyword."""
    return next((each.value for each in call.keywords if each.arg == name), None)


def set_keyword(call: ast.Call, name: str, value: ast.expr) -> None:
    """A keyword with this value, where it stood or at the end."""
    for each in call.keywords:
        if each.arg == name:
            each.value = value
            return
    call.keywords.append(ast.keyword(name, value))


def remove(call: ast.Call, name: str) -> None:
    """The call without a keyword."""
    call.keywords = [each for each in call.keywords if each.arg != name]


def merged(there: ast.expr | None, values: Mapping[str, Any]) -> ast.Dict:
    """A dict as it is written, with these values."""
    if not isinstance(there, ast.Dict):
        there = ast.Dict([], []) if there is None else ast.Dict([None], [there])
    for name, value in values.items():
        keys = [each.value if isinstance(each, ast.Constant) else None for each in there.keys]
        if name in keys:
            there.values[keys.index(name)] = node(value)
        else:
            there.keys.append(ast.Constant(name))
            there.values.append(node(value))
    return there


def elements(there: ast.expr | None) -> list[ast.expr]:
    """What a tuple or a list holds as it is written."""
    if isinstance(there, ast.Tuple | ast.List):
        return there.elts
    return [] if there is None else [ast.Starred(there)]


def node(value: Any) -> ast.expr:
    """A value as source; Code as it is."""
    return node_of(repr(value))


def node_of(source: str) -> ast.expr:
    """An expression."""
    return ast.parse(source, mode="eval").body
