-- A merge join that goes back in its inner side, kept by Materialize, where keys repeat on both.
-- @setup
SET enable_hashjoin = off;
SET enable_nestloop = off;
-- @plan
SELECT count(*) FROM orders o JOIN tags t ON t.user_id = o.user_id;
