-- 10,000 documents of 3 kB, sorted with all their columns where the titles were wanted.
-- @setup
SET work_mem = '128MB';
SET max_parallel_workers_per_gather = 0;
CREATE TABLE documents (id bigint, title text, body text);
ALTER TABLE documents ALTER title SET STORAGE PLAIN, ALTER body SET STORAGE PLAIN;
INSERT INTO documents SELECT n, md5(n::text), repeat(md5(n::text), 96) FROM generate_series(1, 10000) AS n;
VACUUM ANALYZE documents;
-- @plan
SELECT * FROM documents ORDER BY title;
-- @fixed
SELECT id, title FROM documents ORDER BY title;
