-- How far sequences have come; null where nothing was taken yet or the user may not know. A standby
-- has no file of an unlogged one. One that another session has locked would be waited for, and so
-- would one that it waits to lock: left out.
SELECT s.oid AS sequence_oid,
       CASE WHEN has_sequence_privilege(s.oid, 'SELECT, USAGE')
           AND (s.relpersistence = 'p' OR NOT pg_is_in_recovery())
           THEN pg_sequence_last_value(s.oid)
       END AS last_value
FROM pg_class s
WHERE s.oid = ANY (CAST(:sequences AS oid[]))
  AND NOT EXISTS (
      SELECT FROM pg_locks l
      WHERE l.relation = s.oid
        AND l.locktype = 'relation'
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.mode IN (
            'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
        AND l.pid <> pg_backend_pid())
