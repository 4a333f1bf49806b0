SELECT
    current_setting('server_version') AS version,
    current_setting('server_version_num')::int AS version_num,
    (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser,
    pg_is_in_recovery() AS in_recovery,
    array(SELECT name::text FROM pg_available_extensions ORDER BY name) AS extensions,
    pg_backend_pid() AS backend_pid
