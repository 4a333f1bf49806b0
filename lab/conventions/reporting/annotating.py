"""Findings as annotations of a GitHub workflow, beside the lines that they speak of.

The form and its escapes are those of GitHub's "Workflow commands" and of `@actions/core`, which
its own actions write them with.
"""

from lab.findings import Finding, Severity
from lab.show import text

COMMANDS = {Severity.HIGH: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
IN_A_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
IN_A_PROPERTY = IN_A_MESSAGE | str.maketrans({":": "%3A", ",": "%2C"})


def annotation(finding: Finding) -> str:
    """The finding as one workflow command; without a place it is shown with the run."""
    given = {"file": finding.file, "line": finding.line, "title": finding.code}
    properties = ",".join(
        f"{name}={str(value).translate(IN_A_PROPERTY)}"
        for name, value in given.items()
        if value is not None
    )
    told = (finding.title, finding.advice)
    message = ". ".join(text.plain(part).rstrip(".") for part in told if part)
    return f"::{COMMANDS[finding.severity]} {properties}::{message.translate(IN_A_MESSAGE)}"
