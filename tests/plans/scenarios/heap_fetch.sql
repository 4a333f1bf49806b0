-- An Index Only Scan that looks into the table for each row, since all of them have changed.
-- @setup
SET enable_seqscan = off;
SET enable_bitmapscan = off;
UPDATE orders SET total_amount = total_amount + 1;
-- @plan
SELECT user_id, count(*) FROM orders GROUP BY user_id ORDER BY user_id;
-- @fix
VACUUM orders;
