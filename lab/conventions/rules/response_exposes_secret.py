"""RESPONSE_EXPOSES_SECRET: a model that clients receive has a field that they must not see.

Told by the words of the names. A table model that is returned as it is cannot be told from one that
is not.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from lab.conventions.knowing.column_words import words_of
from lab.conventions.reviewing import ON_MODELS, Notice, Review, Rule
from lab.findings import Confidence, Fix, Severity
from lab.schema import ExchangeModel
from lab.show.text import first_few

PASSWORDS = frozenset(("password", "passwords", "passwd", "pwd", "passphrase", "passcode"))
SECRET_WORDS = """
secret secrets otp totp cvv cvc ssn pin token tokens credential credentials
"""
SECRET = PASSWORDS.union(SECRET_WORDS.split())
PAIRS = frozenset(("api key", "private key", "secret key", "encryption key", "access key"))
ABOUT_WORDS = """
url uri link type kind at on date time count length age policy strength name label title hint id
ids required set enabled disabled valid verified changed updated expires expiry expired expiration
ttl status state attempts reset
"""
ABOUT = frozenset(ABOUT_WORDS.split())
"""As the last word: what is told of the secret, not the secret."""
ASKING_WORDS = """
has is had was needs need must can should requires require num number max min count total
next previous prev page cursor csrf xsrf continuation input output prompt
"""
ASKING = frozenset(ASKING_WORDS.split())
"""As the first word: a yes or no, a number, or a token that is made to be sent."""
GRANTS_WORDS = """
token tokens login logon signin auth authentication session credential credentials key keys
issued secret otp
"""
GRANTS = frozenset(GRANTS_WORDS.split())
"""A model named so hands the secret out on purpose, if it is no password."""
TYPED_IN = frozenset(
    f"{word} password" for word in ("new", "old", "current", "confirm", "repeat", "verify")
) | {"password confirm", "password confirmation", "password repeat"}
"""What a person types to change a password: a model with such a field comes from clients."""
INSIDE = frozenset(("settings", "config", "configuration", "connection", "internal", "record"))
"""A model named so stays in the program, unless it is called an answer."""
ANSWERS = frozenset(("response", "responses", "read", "out", "output", "public"))


def find(review: Review) -> Iterator[Notice]:
    """Such models, each with its fields; one that inherits them is told of at its base."""
    exposing = {
        each.name: fields for each in review.picture.exchanges if (fields := secrets_of(each))
    }
    for model in review.picture.exchanges:
        inherited = {name for base in model.inherits for name in exposing.get(base, ())}
        fields = [each for each in exposing.get(model.name, ()) if each not in inherited]
        if fields:
            parts = tuple(exposed(model, [each]) for each in fields)
            yield replace(exposed(model, fields), parts=parts)


def exposed(model: ExchangeModel, fields: list[str]) -> Notice:
    """Fields that one model sends along."""
    return Notice(
        title=f"{model.name}, which clients may receive, has {first_few(fields)}",
        evidence={"model": model.name, "fields": fields},
        fix=Fix(model=f"{fields[0]}: str = Field(exclude=True)  # or leave it out"),
        confidence=Confidence.MEDIUM,
        place=model.place,
        about=f"{model.name}.{fields[0]}",
    )


def secrets_of(model: ExchangeModel) -> list[str]:
    """The fields that a response may not have."""
    words = frozenset(words_of(model.name))
    inside = bool(words & INSIDE) and words.isdisjoint(ANSWERS)
    if model.is_request or inside or any(map(is_typed_in, model.fields)):
        return []
    secrets = [each for each in model.fields if each not in model.excluded and is_secret(each)]
    if words & GRANTS:
        return [each for each in secrets if not PASSWORDS.isdisjoint(words_of(each))]
    return secrets


def is_typed_in(field: str) -> bool:
    """Whether it is one of the fields of a change of password, which nobody sends back."""
    return " ".join(words_of(field)) in TYPED_IN


def is_secret(field: str) -> bool:
    """Whether it is a secret by its name, and nothing that is merely told of one."""
    words = words_of(field)
    if not words or words[-1] in ABOUT or words[0] in ASKING:
        return False
    pairs = {" ".join(pair) for pair in pairwise(words)}
    return not pairs.isdisjoint(PAIRS) or not SECRET.isdisjoint(words)


RULE = Rule(
    code="RESPONSE_EXPOSES_SECRET",
    severity=Severity.HIGH,
    meaning="Whatever a response model has is sent to whoever asks, and lands in logs and caches "
    "on the way. A hash is no protection: once it is out, it can be tried at leisure.",
    advice="Name the fields that clients may see in a model of their own, without this one.",
    find=find,
    claims=("C34",),
    origins=ON_MODELS,
)
