"""Two plans of one question side by side: what changed, and what that cost or saved."""
