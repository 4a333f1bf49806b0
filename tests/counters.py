"""The server's counters, which reach the other sessions a moment after they were counted."""

FLUSH = """DO $$ BEGIN
    IF current_setting('server_version_num')::int >= 150000 THEN
        PERFORM pg_stat_force_next_flush();
    ELSE
        PERFORM pg_sleep(0.6); -- a session tells its counters at most twice a second
    END IF;
END $$"""
"""With this, as soon as its transaction ends."""
