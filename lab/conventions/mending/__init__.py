"""How findings are mended: operations of an Alembic revision as Python source."""
