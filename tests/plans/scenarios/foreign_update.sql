-- An UPDATE that the other server carries out whole.
-- @setup
CREATE EXTENSION postgres_fdw;
DO $$
BEGIN
    EXECUTE format(
        'CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw '
        'OPTIONS (host %L, port %L, dbname %L)',
        trim('"' FROM current_setting('unix_socket_directories')),
        current_setting('port'), current_database());
    EXECUTE format('CREATE USER MAPPING FOR current_user SERVER elsewhere OPTIONS (user %L)', current_user);
END
$$;
CREATE FOREIGN TABLE far_tags (id bigint, user_id bigint, name varchar(50))
SERVER elsewhere OPTIONS (table_name 'tags');
-- @plan
UPDATE far_tags SET name = name || '!' WHERE user_id = 101;
