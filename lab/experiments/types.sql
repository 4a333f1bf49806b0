-- The types of the columns that a query returns; the outer join has a row to tell them in.
SELECT CAST(ARRAY[/*types*/] AS text[]) AS types
FROM (VALUES (1)) AS one
LEFT JOIN (
    SELECT *
    FROM (
/*statement*/
    ) AS q
    LIMIT 0
) AS r(/*columns*/) ON true
