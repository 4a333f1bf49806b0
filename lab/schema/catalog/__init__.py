"""The catalog read: one `.sql` file a question, rows into the parts of a picture."""
