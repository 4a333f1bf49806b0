"""What becomes of findings: shown, kept as a baseline, annotated, written as a revision."""
