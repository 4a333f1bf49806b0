"""The ledger: every claim of the source documents, its verdict, its notebook and its limits."""

from lab.claims.claim import OPEN, Claim
from lab.claims.ledger import CLAIMS, tally
from lab.claims.settling import Settlement, settle

__all__ = ["CLAIMS", "OPEN", "Claim", "Settlement", "settle", "tally"]
