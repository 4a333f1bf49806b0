-- The statements that make a copy of the table, their names quoted by the server. Identity columns
-- become plain ones, and defaults are left out: ids are given, no sequence of the table moves.
WITH places AS (
    SELECT
        CAST(:schema AS text) AS schema,
        CAST(:name AS text) AS name,
        CAST(:shared AS text) AS shared,
        CAST(:own AS text) AS own
), listed AS (
    SELECT
        string_agg(format('%I', attname), ', ' ORDER BY attnum) AS columns,
        string_agg(format('given.%I', attname), ', ' ORDER BY attnum) AS given
    FROM pg_attribute
    WHERE attrelid = :oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
)
SELECT
    format(
        'CREATE TABLE %I.given AS SELECT %s FROM ONLY %I.%I LIMIT %s',
        shared, columns, schema, name, :rows
    ) AS hold,
    format(
        'CREATE TABLE %I.%I (LIKE %I.%I INCLUDING STORAGE INCLUDING COMPRESSION '
        'INCLUDING GENERATED INCLUDING INDEXES) WITH (fillfactor = %s)',
        own, name, schema, name, :fillfactor
    ) AS make,
    format(
        'INSERT INTO %I.%I (%s) SELECT %s FROM %I.given LIMIT %s',
        own, name, columns, columns, shared, :filled
    ) AS fill,
    format(
        'CREATE TABLE %I.delete AS SELECT number, place FROM ('
        'SELECT row_number() OVER () AS number, ctid AS place FROM %I.%I) AS held '
        'WHERE number %% %s = %s',
        shared, own, name, :stride, :stride * 2 / 3
    ) AS choose_deleted,
    format(
        'CREATE FUNCTION %I.insert(int, int) RETURNS void LANGUAGE plpgsql AS %L',
        own,
        format(
            'DECLARE given record; BEGIN '
            'FOR given IN SELECT * FROM %I.given OFFSET %s + $1 LIMIT $2 LOOP '
            'INSERT INTO %I.%I (%s) VALUES (%s); END LOOP; END',
            shared, :filled, own, name, columns, given
        )
    ) AS "insert",
    format(
        'CREATE FUNCTION %I.delete(int, int) RETURNS void LANGUAGE plpgsql AS %L',
        own,
        format(
            E'#variable_conflict use_variable\nDECLARE given record; BEGIN '
            'FOR given IN SELECT place FROM %I.delete ORDER BY number OFFSET $1 LIMIT $2 LOOP '
            'DELETE FROM %I.%I WHERE ctid = given.place; END LOOP; END',
            shared, own, name
        )
    ) AS "delete"
FROM places, listed
