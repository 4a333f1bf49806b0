-- What the migrations of documents 000 and 003 make, beside the models of notes.py: moments without
-- a time zone (B7), a unique constraint and a second index on the same column (B10).
CREATE TABLE "user" (
    id serial PRIMARY KEY,
    email varchar(255) NOT NULL,
    name varchar(100) NOT NULL,
    password_hash varchar(255) NOT NULL,
    created_at timestamp,
    is_active boolean NOT NULL,
    UNIQUE (email)
);
CREATE INDEX ix_user_email ON "user" (email);
CREATE TABLE note (
    id serial PRIMARY KEY,
    title varchar(200) NOT NULL,
    done boolean NOT NULL,
    user_id integer NOT NULL REFERENCES "user" (id),
    created_at timestamp,
    updated_at timestamp
);
CREATE INDEX ix_note_user_id ON note (user_id)
