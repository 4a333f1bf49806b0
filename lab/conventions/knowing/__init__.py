"""What names, types, keys and limits mean: shared by rules, pure."""
