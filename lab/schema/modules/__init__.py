"""A person's module of models, imported in a process of its own."""
