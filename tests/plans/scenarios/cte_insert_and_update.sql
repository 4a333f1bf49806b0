-- Two CTEs that write: one moves rows on, the other notes which.
-- @setup
CREATE TABLE noted (order_id bigint, status order_status);
-- @plan
WITH moved AS (
    UPDATE orders SET status = 'delivered' WHERE status = 'shipped' AND id < 20000 RETURNING id, status
), written AS (
    INSERT INTO noted SELECT id, status FROM moved RETURNING order_id
)
SELECT count(*) FROM moved;
