-- An UPDATE whose new values come from a join and a group.
-- @plan
UPDATE orders o SET total_amount = i.total
FROM (SELECT order_id, sum(quantity * unit_price) AS total FROM order_items GROUP BY order_id) i
WHERE i.order_id = o.id AND o.total_amount <> i.total AND o.user_id < 30;
