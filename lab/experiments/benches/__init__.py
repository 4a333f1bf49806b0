"""A bench: one connection on which all indexes stand, switched in savepoints, rolled back."""
