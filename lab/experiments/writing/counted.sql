-- How many rows of the table this transaction has updated, and how many without telling an index.
SELECT
    pg_stat_get_xact_tuples_updated(CAST(:oid AS oid)) AS updated,
    pg_stat_get_xact_tuples_hot_updated(CAST(:oid AS oid)) AS hot
