-- What a query returns, in four numbers: how many rows, all of them in any order, the values that it
-- is ordered by in their order, and the rows without those that have the last of these values, or
-- the first, among which LIMIT and OFFSET may choose. Rows are compared as PostgreSQL prints them.
WITH shown AS (
    SELECT CAST(q AS text) AS line, CAST(ROW(/*keys*/) AS text) AS key
    FROM (
/*statement*/
    ) AS q(/*columns*/)
),
placed AS (
    SELECT
        line,
        key,
        row_number() OVER () AS place,
        first_value(key) OVER () AS first_key,
        last_value(key) OVER () AS last_key
    FROM shown
)
SELECT
    count(*) AS count,
    sum(CAST(hashtextextended(line, 0) AS numeric)) AS content,
    sum(CAST(hashtextextended(place || ' ' || key, 0) AS numeric)) AS sequence,
    sum(CAST(hashtextextended(line, 0) AS numeric))
        FILTER (WHERE key NOT IN (/*ends*/)) AS within
FROM placed
