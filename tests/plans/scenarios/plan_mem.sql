-- The planner looks at all partitions, for it does not know the day; the executor removes all but one.
-- @servers 18
-- @setup
CREATE TABLE readings (day date NOT NULL, sensor int NOT NULL, value float8, PRIMARY KEY (day, sensor))
PARTITION BY RANGE (day);
DO $$
BEGIN
    FOR n IN 0..1199 LOOP
        EXECUTE format(
            'CREATE TABLE readings_%s PARTITION OF readings FOR VALUES FROM (%L) TO (%L)',
            n, date '2023-01-01' + n, date '2023-01-02' + n
        );
    END LOOP;
END
$$;
INSERT INTO readings SELECT '2025-06-01', n, n FROM generate_series(1, 100) n;
-- @plan
SELECT sensor, value FROM readings WHERE day = to_date('01.06.2025', 'DD.MM.YYYY') AND sensor <= 10;
-- @fixed
SELECT sensor, value FROM readings WHERE day = '2025-06-01' AND sensor <= 10;
