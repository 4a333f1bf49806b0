-- Since PostgreSQL 15 a database whose counters were never reset does not tell since when it counts.
SELECT current_setting('server_version_num')::int AS version_num,
       now() AS now,
       (SELECT stats_reset FROM pg_stat_database WHERE datname = current_database())
           AS statistics_since,
       current_user AS "user",
       pg_is_in_recovery() AS standby
