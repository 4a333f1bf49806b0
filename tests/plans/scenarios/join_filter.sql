-- Orders joined to their user or, where that is lost, to the name on the parcel: OR leaves only a filter.
-- @plan
SELECT o.id, u.id FROM orders o JOIN users u ON u.id = o.user_id OR u.full_name = o.shipping_address
WHERE o.id <= 200;
-- @fixed
SELECT o.id, u.id FROM orders o JOIN users u ON u.id = o.user_id WHERE o.id <= 200
UNION
SELECT o.id, u.id FROM orders o JOIN users u ON u.full_name = o.shipping_address WHERE o.id <= 200;
