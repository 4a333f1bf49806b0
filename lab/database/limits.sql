-- Limits of one transaction. Without the check of the connection, what a client that was killed has
-- begun goes on to its end, its locks held; PostgreSQL refuses the setting on systems that cannot
-- do it.
SELECT
    set_config('statement_timeout', :statement, true),
    set_config('lock_timeout', :lock, true),
    CASE WHEN version() ~ 'linux' THEN set_config('client_connection_check_interval', '1s', true) END
