"""The words that pools of text are made from, read from `words.toml`."""

import tomllib
from pathlib import Path
from typing import Any

WORDS: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "words.toml").read_text(encoding="utf-8")
)


def split(text: str) -> list[str]:
    """The words of a text; an underscore in one is a space."""
    return [word.replace("_", " ") for word in text.split()]


FIRST_NAMES = split(WORDS["first_names"])
LAST_NAMES = split(WORDS["last_names"])
MAIL_DOMAINS: dict[str, int] = WORDS["mail_domains"]
COUNTRIES: list[dict[str, Any]] = WORDS["countries"]
CATEGORIES: list[dict[str, Any]] = WORDS["categories"]
MATERIALS = split(WORDS["materials"])
STYLES = split(WORDS["styles"])
TASK_VERBS = split(WORDS["task_verbs"])
TASK_OBJECTS = split(WORDS["task_objects"])
TASK_REASONS: list[str] = WORDS["task_reasons"]
SENTENCES: list[str] = WORDS["sentences"]
TAG_NAMES = split(WORDS["tag_names"])
