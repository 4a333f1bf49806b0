"""A MetaData read, as PostgreSQL would build it."""
