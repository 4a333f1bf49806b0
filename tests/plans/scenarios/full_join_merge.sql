-- A full join has to be merged or hashed; here merged, from two indexes.
-- @setup
UPDATE orders SET user_id = user_id WHERE id % 11 = 0;
SET enable_hashjoin = off;
SET enable_nestloop = off;
-- @plan
SELECT count(*) FROM users u FULL JOIN orders o ON o.user_id = u.id;
