"""`lab compare`: one query under several variants, measured."""

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Annotated, Any

import typer

from lab.cli.arguments import (
    AllowWrites,
    Json,
    Param,
    Timeout,
    Url,
    VariantIndexes,
    What,
    read_file,
)
from lab.cli.asking import add_variant, asked_query, indexes_of
from lab.cli.window import window_width
from lab.errors import LabError
from lab.experiments import AS_IS, Variant
from lab.experiments import compare as compare_variants
from lab.experiments.comparing.rounds import INTERRUPTED
from lab.experiments.options import CUSTOM, GENERIC
from lab.opening import connect
from lab.patterns import PATTERNS
from lab.show.text import plain

OWN = AS_IS.value
"""How the schema's own indexes are called, the baseline of what does not only build others."""

Setting = Annotated[
    list[str] | None,
    typer.Option("--setting", metavar="NAME=VALUE", help="A variant: the schema's own indexes."),
]
Rewrite = Annotated[
    list[str] | None,
    typer.Option("--rewrite", metavar="SQL", help="A variant: the query as SQL, or a file of it."),
]


def add_to(app: typer.Typer) -> None:
    """Give the program this command."""
    app.command()(compare)


def compare(
    query: What,
    *,
    param: Param = None,
    index: VariantIndexes = None,
    setting: Setting = None,
    rewrite: Rewrite = None,
    generic: Annotated[bool, typer.Option("--generic", help="Plan for any values.")] = False,
    no_writes: Annotated[
        bool, typer.Option("--no-writes", help="Do not measure what indexes cost a write.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Of the order of the runs.")] = 0,
    timeout: Timeout = 60,
    as_json: Json = False,
    url: Url = None,
    allow_writes: AllowWrites = False,
) -> None:
    """Measure a query under several variants, indexes really built, and roll everything back.

    The baseline is the schema "as it is" where it is compared, or where there is a --setting or a
    --rewrite; "none", no secondary index, where there are only other indexes.

    Ctrl-C ends the measuring; what was measured until then is shown, and the exit code is 130.
    It is 2 where something is wrong with a variant; the others are shown.
    """
    with closing(connect(url, allow_writes=allow_writes or None)) as db:
        asked = asked_query(db, query, param)
        result = compare_variants(
            db,
            asked,
            _variants(query, index or [], setting or [], rewrite or []),
            timeout_s=timeout,
            seed=seed,
            plan_cache_mode=GENERIC if generic else CUSTOM,
            writes=not no_writes,
        )
    shown = json.dumps(result.to_json()) if as_json else None
    print(shown or result.timed().render_text(width=window_width()))
    if result.stopped == INTERRUPTED:
        raise KeyboardInterrupt("interrupted; what was measured until then is shown")
    if wrong := [each for each in result.variants if each.mistaken]:
        raise LabError("; ".join(plain(f"'{each.name}' {each.trouble}") for each in wrong))


def _variants(
    query: str, indexes: list[str], settings: list[str], rewrites: list[str]
) -> dict[str, Any]:
    """What is compared: what the options say, or the pattern's own."""
    if not (indexes or settings or rewrites):
        if query in PATTERNS:
            return dict(PATTERNS[query].variants)
        raise LabError("There is nothing to compare", hint="Give --index 'orders(user_id)'")
    variants: dict[str, Any] = {}
    for name, variant in _given(indexes, settings, rewrites):
        add_variant(variants, name, variant)
    return variants


def _given(
    indexes: list[str], settings: list[str], rewrites: list[str]
) -> Iterator[tuple[str, Any]]:
    """Each variant with its name; the first is the baseline."""
    if settings or rewrites or OWN in indexes:
        yield OWN, [AS_IS]
        # Given twice, it is told as any other variant.
        indexes = indexes.copy()
        if OWN in indexes:
            indexes.remove(OWN)
    else:
        yield "none", []
    for each in indexes:
        yield each, indexes_of(each)
    for each in settings:
        name, equals, value = each.partition("=")
        if not (name.strip() and equals):
            raise LabError(f"'{each}' is no setting", hint="Write --setting work_mem=64MB")
        yield each, Variant(settings={name.strip(): value.strip()})
    for at, each in enumerate(rewrites, 1):
        # One word is a file: no query is that short.
        is_file = len(each.split()) == 1
        yield f"rewritten {at}", Variant(query=read_file(each) if is_file else each)
