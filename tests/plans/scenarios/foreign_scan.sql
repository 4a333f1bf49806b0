-- Tables of another server: a join and its groups are left to it, one condition is not.
-- @setup
CREATE EXTENSION postgres_fdw;
DO $$
BEGIN
    EXECUTE format(
        'CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw '
        'OPTIONS (host %L, port %L, dbname %L, use_remote_estimate ''true'')',
        trim('"' FROM current_setting('unix_socket_directories')),
        current_setting('port'), current_database());
    EXECUTE format('CREATE USER MAPPING FOR current_user SERVER elsewhere OPTIONS (user %L)', current_user);
END
$$;
CREATE SCHEMA far;
IMPORT FOREIGN SCHEMA public LIMIT TO (orders, users) FROM SERVER elsewhere INTO far;
-- @plan
SELECT u.id, count(*)
FROM far.orders o JOIN far.users u ON u.id = o.user_id
WHERE u.id < 20 GROUP BY u.id HAVING random() >= 0;
