-- MERGE that also looks at rows of the target that no source row matches, and returns them.
-- @servers 18
-- @setup
CREATE TABLE seen (order_id bigint PRIMARY KEY, status order_status);
INSERT INTO seen SELECT id, 'pending' FROM orders WHERE id <= 300;
ANALYZE seen;
-- @plan
MERGE INTO seen s
USING (SELECT id, status FROM orders WHERE id BETWEEN 200 AND 320) o ON s.order_id = o.id
WHEN MATCHED THEN UPDATE SET status = o.status
WHEN NOT MATCHED BY TARGET THEN INSERT VALUES (o.id, o.status)
WHEN NOT MATCHED BY SOURCE THEN DELETE
RETURNING merge_action(), s.*;
