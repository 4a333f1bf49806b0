-- What a load in progress must remember: it outlives the loader, so that a killed one is told and
-- mended. Gone when the load is finished.
CREATE SCHEMA lab_load_7022026;
CREATE TABLE lab_load_7022026.load (
    scale float8 NOT NULL,
    seed bigint NOT NULL,
    shares integer NOT NULL,
    format integer NOT NULL
);
CREATE TABLE lab_load_7022026.key (
    position integer PRIMARY KEY,
    table_name text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    definition text NOT NULL
);
CREATE TABLE lab_load_7022026.part (
    table_name text NOT NULL,
    share integer NOT NULL,
    rows bigint NOT NULL,
    PRIMARY KEY (table_name, share)
);
