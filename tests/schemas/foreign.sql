-- A table that lies on another server, which is never asked here. postgres_fdw wants a superuser.
CREATE EXTENSION postgres_fdw;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'nowhere.invalid');
CREATE FOREIGN TABLE remote_reading (meter int, value real, price double precision)
    SERVER elsewhere;
