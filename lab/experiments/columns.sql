-- The names of the columns that a query returns.
SELECT *
FROM (
/*statement*/
) AS q
LIMIT 0
