-- Names that look like parts of a plan, and a literal that looks like lines of one.
-- @setup
CREATE SCHEMA "a.b";
CREATE TABLE "a.b"."x on ""y"" using (cost=1" (id int, "rows=2 loops=3" text);
CREATE INDEX "i on t" ON "a.b"."x on ""y"" using (cost=1" ("rows=2 loops=3", id);
SET enable_seqscan = off;
SET enable_bitmapscan = off;
-- @plan
SELECT *
FROM "a.b"."x on ""y"" using (cost=1" AS "  ->  Seq Scan"
WHERE "rows=2 loops=3" = 'one
  ->  Seq Scan on orders  (cost=0.00..1.00 rows=1 width=4)
        Filter: (id = 1)'
ORDER BY id DESC;
