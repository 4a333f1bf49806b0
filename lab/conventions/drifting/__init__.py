"""Models held against a database: every difference as a finding."""
