-- SELECT * fetches long texts that are stored out of line, and makes text of them for the client.
-- @servers 18
-- @setup
CREATE TABLE invoices AS
SELECT o.id, o.user_id, o.status,
    (SELECT string_agg(md5(o.id::text || n), '') FROM generate_series(1, 200) n) AS document
FROM orders o WHERE o.id <= 3000;
VACUUM ANALYZE invoices;
-- @plan
SELECT * FROM invoices;
-- @fixed
SELECT id, user_id, status FROM invoices;
