"""A plan made fit for strangers: its shape and its figures, no name and no value of a person's."""

from lab.plans.redacting.trees import redacted_parts

__all__ = ["redacted_parts"]
