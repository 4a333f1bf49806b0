-- The statements by which a column of a copy is given other values: each sampled row gets the
-- first of thirty others' that differs. All copies have the same rows in the same places.
WITH places AS (
    SELECT
        CAST(:name AS text) AS name,
        CAST(:column AS text) AS "column",
        CAST(:operation AS text) AS operation,
        CAST(:shared AS text) AS shared,
        CAST(:own AS text) AS own
)
SELECT
    format(
        'CREATE TABLE %I.%I AS '
        'WITH held AS MATERIALIZED ('
        'SELECT row_number() OVER () AS number, ctid AS place, %I AS value FROM %I.%I) '
        'SELECT DISTINCT ON (own.number) own.number, own.place, other.value '
        'FROM held own CROSS JOIN generate_series(0, 29) AS attempt(number) '
        'JOIN held other ON other.number = 1 + (own.number + %s + 997 * attempt.number) %% %s '
        'WHERE own.number %% %s = %s AND other.value::text IS DISTINCT FROM own.value::text '
        'ORDER BY own.number, attempt.number',
        shared, operation, "column", own, name, :filled / 2, :filled, :stride, :phase
    ) AS choose,
    format(
        'CREATE FUNCTION %I.%I(int, int) RETURNS void LANGUAGE plpgsql AS %L',
        own, operation,
        format(
            E'#variable_conflict use_variable\nDECLARE given record; BEGIN '
            'FOR given IN SELECT place, value FROM %I.%I ORDER BY number OFFSET $1 LIMIT $2 LOOP '
            'UPDATE %I.%I SET %I = given.value WHERE ctid = given.place; END LOOP; END',
            shared, operation, own, name, "column"
        )
    ) AS change
FROM places
