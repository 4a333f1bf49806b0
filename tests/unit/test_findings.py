"""A finding that is shown alone."""

from lab.findings import Finding, Fix, Severity

FIX = Fix(model="id: int = Field(primary_key=True)", upgrade=("op.first('a')",), caution="Look")
FINDING = Finding(
    code="PLAIN", severity=Severity.HIGH, title="<b> has it", advice="Do away with it.", fix=FIX
)


def test_what_is_to_be_written_is_shown_as_code_and_words_as_words() -> None:
    shown = FINDING.render_html()
    assert "model: <code><bdi>id: int = Field(primary_key=True)</bdi></code></div>" in shown
    assert "migration: <code><bdi>op.first(&#x27;a&#x27;)</bdi></code></div>" in shown
    assert '<div class="lab-quiet">advice: <bdi>Do away with it.</bdi></div>' in shown
    assert "look first: <bdi>Look</bdi>" in shown
    assert "<b>" not in shown


def test_the_text_has_a_line_for_each_piece() -> None:
    assert FINDING.render_text().splitlines() == [
        "high PLAIN: <b> has it",
        "  advice: Do away with it.",
        "  model: id: int = Field(primary_key=True)",
        "  migration: op.first('a')",
        "  look first: Look",
    ]
