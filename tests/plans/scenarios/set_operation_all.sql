-- How often each is left when the rows of another set are taken away.
-- @plan
SELECT currency FROM orders EXCEPT ALL SELECT currency FROM orders WHERE id % 2 = 0;
