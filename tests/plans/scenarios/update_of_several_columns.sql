-- Two columns set from one subquery, which is run again for each row.
-- @plan
UPDATE orders o SET (total_amount, currency) =
    (SELECT max(amount), 'EUR' FROM payments p WHERE p.order_id = o.id)
WHERE o.id IN (SELECT order_id FROM payments WHERE id < 40) RETURNING o.id, o.total_amount;
