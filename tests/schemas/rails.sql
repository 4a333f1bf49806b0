-- As Rails' migrations write it: bigserial keys, naive timestamps to the microsecond, tables of its
-- own without an id, indexes called index_TABLE_on_COLUMN, foreign keys with fk_rails_ and a hash.
CREATE TABLE schema_migrations (
    version character varying NOT NULL,
    CONSTRAINT schema_migrations_pkey PRIMARY KEY (version));
CREATE TABLE ar_internal_metadata (
    key character varying NOT NULL, value character varying,
    created_at timestamp(6) without time zone NOT NULL,
    updated_at timestamp(6) without time zone NOT NULL,
    CONSTRAINT ar_internal_metadata_pkey PRIMARY KEY (key));
CREATE TABLE users (
    id bigserial NOT NULL, email character varying DEFAULT '' NOT NULL,
    encrypted_password character varying DEFAULT '' NOT NULL,
    reset_password_token character varying, remember_created_at timestamp(6) without time zone,
    created_at timestamp(6) without time zone NOT NULL,
    updated_at timestamp(6) without time zone NOT NULL,
    CONSTRAINT users_pkey PRIMARY KEY (id));
CREATE UNIQUE INDEX index_users_on_email ON users (email);
CREATE UNIQUE INDEX index_users_on_reset_password_token ON users (reset_password_token);
CREATE TABLE orders (
    id bigserial NOT NULL, user_id bigint NOT NULL, status integer DEFAULT 0 NOT NULL,
    total numeric(10, 2) NOT NULL,
    created_at timestamp(6) without time zone NOT NULL,
    updated_at timestamp(6) without time zone NOT NULL,
    CONSTRAINT orders_pkey PRIMARY KEY (id));
CREATE INDEX index_orders_on_user_id ON orders (user_id);
ALTER TABLE orders ADD CONSTRAINT fk_rails_f868b47f6a FOREIGN KEY (user_id) REFERENCES users (id);
CREATE TABLE line_items (
    id bigserial NOT NULL, order_id bigint NOT NULL, product_id bigint NOT NULL,
    quantity integer DEFAULT 1 NOT NULL,
    created_at timestamp(6) without time zone NOT NULL,
    updated_at timestamp(6) without time zone NOT NULL,
    CONSTRAINT line_items_pkey PRIMARY KEY (id));
CREATE TABLE products (
    id bigserial NOT NULL, name character varying NOT NULL, price numeric(10, 2) NOT NULL,
    created_at timestamp(6) without time zone NOT NULL,
    updated_at timestamp(6) without time zone NOT NULL,
    CONSTRAINT products_pkey PRIMARY KEY (id));
CREATE INDEX index_line_items_on_order_id ON line_items (order_id);
CREATE INDEX index_line_items_on_product_id ON line_items (product_id);
ALTER TABLE line_items ADD CONSTRAINT fk_rails_2dc2e5c22c
    FOREIGN KEY (order_id) REFERENCES orders (id);
CREATE TABLE comments (
    id bigserial NOT NULL, commentable_type character varying NOT NULL,
    commentable_id bigint NOT NULL, body text NOT NULL,
    created_at timestamp(6) without time zone NOT NULL,
    updated_at timestamp(6) without time zone NOT NULL,
    CONSTRAINT comments_pkey PRIMARY KEY (id));
CREATE INDEX index_comments_on_commentable ON comments (commentable_type, commentable_id);
