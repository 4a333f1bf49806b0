-- Neither costs nor buffers nor times: only which nodes, and how many rows.
-- @options VERBOSE OFF, COSTS OFF, BUFFERS OFF, TIMING OFF, SUMMARY OFF, WAL OFF, MEMORY OFF, SERIALIZE NONE, SETTINGS OFF
-- @plan
SELECT u.id, count(*) FROM users u JOIN orders o ON o.user_id = u.id WHERE u.id < 50 GROUP BY u.id;
