-- An index on trigrams finds candidates for a pattern; the rows are checked again.
-- @setup
CREATE EXTENSION pg_trgm;
CREATE INDEX trigrams ON order_items USING gin (product_name gin_trgm_ops);
-- @plan
SELECT * FROM order_items WHERE product_name LIKE '%Walnut%met%';
