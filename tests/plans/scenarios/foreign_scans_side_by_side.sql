-- Partitions on another server that are asked at the same time.
-- @setup
CREATE EXTENSION postgres_fdw;
DO $$
BEGIN
    EXECUTE format(
        'CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw '
        'OPTIONS (host %L, port %L, dbname %L, async_capable ''true'')',
        trim('"' FROM current_setting('unix_socket_directories')),
        current_setting('port'), current_database());
    EXECUTE format('CREATE USER MAPPING FOR current_user SERVER elsewhere OPTIONS (user %L)', current_user);
END
$$;
CREATE TABLE low AS SELECT id, user_id FROM orders WHERE id < 10000;
CREATE TABLE high AS SELECT id, user_id FROM orders WHERE id >= 10000;
CREATE TABLE far_orders (id bigint, user_id bigint) PARTITION BY RANGE (id);
CREATE FOREIGN TABLE far_low PARTITION OF far_orders FOR VALUES FROM (0) TO (10000)
SERVER elsewhere OPTIONS (table_name 'low');
CREATE FOREIGN TABLE far_high PARTITION OF far_orders FOR VALUES FROM (10000) TO (100000)
SERVER elsewhere OPTIONS (table_name 'high');
-- @plan
SELECT * FROM far_orders WHERE user_id % 5 = 0;
