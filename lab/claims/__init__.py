"""The ledger: every claim of the source documents, its verdict, its notebook and its limits."""

from lab.claims.ledger import CLAIMS, Claim
from lab.claims.settling import Settlement, settle

__all__ = ["CLAIMS", "Claim", "Settlement", "settle"]
