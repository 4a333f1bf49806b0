-- An upsert: some rows are new, some there already, and one of those is left as it is.
-- @setup
CREATE TABLE stock (product text PRIMARY KEY, pieces integer);
INSERT INTO stock SELECT 'product ' || g, g FROM generate_series(1, 60) g;
-- @plan
INSERT INTO stock SELECT 'product ' || g, 1 FROM generate_series(51, 100) g
ON CONFLICT (product) DO UPDATE SET pieces = stock.pieces + 1 WHERE stock.pieces < 60;
