"""The result of storing the same rows as several types: sizes, WAL, and how they are shown."""

from dataclasses import asdict, dataclass
from typing import Any

from lab.experiments.named import find_named
from lab.show import Shown, fragment, html, text

HEADERS = ("variant", "type", "table", "index", "rebuilt", "WAL a row", "pages touched")
ALIGN = "<<>>>>>"


@dataclass(frozen=True, slots=True)
class Stored:
    """One variant. Sizes are bytes; `rebuilt_bytes` is the index after REINDEX.

    `later_pages` is how many pages the rows after the checkpoint touched, in table and index; None
    where no checkpoint could be made.
    """

    name: str
    type: str
    table_bytes: int
    index_bytes: int
    rebuilt_bytes: int
    wal_bytes_per_row: float
    later_pages: int | None


@dataclass(frozen=True, slots=True, repr=False)
class StorageComparison(Shown):
    """The same rows stored in several ways; `rows` came before the checkpoint."""

    rows: int
    later_rows: int
    variants: tuple[Stored, ...]

    def __getitem__(self, name: str) -> Stored:
        return find_named(self.variants, name, lambda each: each.name, none=f"No variant '{name}'")

    def to_json(self) -> dict[str, Any]:
        """Every figure under its name."""
        return asdict(self)

    def __repr__(self) -> str:
        return f"StorageComparison({self._answer()})"

    def render_text(self) -> str:
        """The answer, a table of figures, and what its last columns mean."""
        return "\n\n".join([self._answer(), text.table(HEADERS, self._rows(), ALIGN), self._note()])

    def render_html(self) -> str:
        """The same."""
        return fragment(
            html.title(html.data(self._answer())),
            html.table(HEADERS, self._rows(), ALIGN),
            html.element("div", self._note(), css="lab-quiet"),
        )

    def _answer(self) -> str:
        """Which variant takes the least, with its index; there may be several."""
        sizes = {each.name: each.table_bytes + each.index_bytes for each in self.variants}
        least = min(sizes.values())
        names = [name for name, size in sizes.items() if size == least]
        told = f"{text.plural(self.rows, 'row')}, one column with an index:"
        if len(names) > 1 and len(names) == len(sizes):
            return f"{told} all take {text.size(least)}"
        named = " and ".join(f"'{text.plain(name)}'" for name in names)
        return (
            f"{told} {named} {'take' if len(names) > 1 else 'takes'} the least, {text.size(least)}"
        )

    def _note(self) -> str:
        return (
            "rebuilt: the index after REINDEX. pages touched: by "
            f"{text.plural(self.later_rows, 'more row', 'more rows')}, after a checkpoint."
        )

    def _rows(self) -> list[list[str]]:
        return [
            [
                each.name,
                each.type,
                text.size(each.table_bytes),
                text.size(each.index_bytes),
                text.size(each.rebuilt_bytes),
                text.size(each.wal_bytes_per_row),
                "-" if each.later_pages is None else text.count(each.later_pages),
            ]
            for each in self.variants
        ]
