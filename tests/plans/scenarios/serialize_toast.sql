-- Long texts out of line: fetching and printing them takes longer than the plan.
-- @setup
CREATE TABLE letters (id bigint PRIMARY KEY, body text);
ALTER TABLE letters ALTER body SET STORAGE EXTERNAL;
INSERT INTO letters SELECT id, repeat(md5(id::text), 300) FROM orders WHERE id <= 300;
ANALYZE letters;
-- @plan
SELECT * FROM letters;
