"""How a result shows itself: one line as evidence, text in full, HTML that says the same."""

from abc import abstractmethod
from collections.abc import Container


class Shown:
    """A result that IPython displays as text or HTML; `print` shows the text, `repr` one line."""

    __slots__ = ()

    @abstractmethod
    def render_text(self) -> str:
        """Everything there is to see, as text."""

    @abstractmethod
    def render_html(self) -> str:
        """The same as HTML."""

    def __str__(self) -> str:
        return self.render_text()

    def _repr_mimebundle_(
        self, include: Container[str] | None = None, exclude: Container[str] | None = None
    ) -> dict[str, str]:
        return mimebundle(self.render_text(), self.render_html(), include, exclude)


def mimebundle(
    text: str,
    html: str,
    include: Container[str] | None = None,
    exclude: Container[str] | None = None,
) -> dict[str, str]:
    """The two forms of a result under their MIME types, as IPython's protocol asks for them."""
    bundle = {"text/plain": text, "text/html": html}
    return {
        kind: content
        for kind, content in bundle.items()
        if (include is None or kind in include) and (exclude is None or kind not in exclude)
    }
