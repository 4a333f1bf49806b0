-- MERGE: rows inserted, updated, deleted and passed over in one statement.
-- @setup
CREATE TABLE seen (order_id bigint PRIMARY KEY, status order_status);
INSERT INTO seen SELECT id, 'pending' FROM orders WHERE id <= 500;
ANALYZE seen;
-- @plan
MERGE INTO seen s
USING (SELECT id, status FROM orders WHERE id BETWEEN 400 AND 600) o ON s.order_id = o.id
WHEN MATCHED AND o.status = 'cancelled' THEN DELETE
WHEN MATCHED AND o.id % 7 = 0 THEN DO NOTHING
WHEN MATCHED THEN UPDATE SET status = o.status
WHEN NOT MATCHED THEN INSERT VALUES (o.id, o.status);
