// The table, and how an order comes into it.
#pragma once

namespace orders {

// Two services that start at once would both make the table: the second one waits at the lock.
inline constexpr auto schema = R"sql(
SELECT pg_advisory_xact_lock(7246031);

CREATE TABLE IF NOT EXISTS orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key text UNIQUE,                            -- the client's Idempotency-Key
  customer text NOT NULL,
  item text NOT NULL,
  quantity bigint NOT NULL,
  state text NOT NULL DEFAULT 'accepted'
    CHECK (state IN ('accepted', 'processing', 'done', 'dead_letter')),
  failures integer NOT NULL DEFAULT 0,
  last_failure text,
  due timestamptz NOT NULL DEFAULT now(),     -- when a worker may take it
  accepted timestamptz NOT NULL DEFAULT now(),
  changed timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS orders_due ON orders (due) WHERE state IN ('accepted', 'processing');
CREATE INDEX IF NOT EXISTS orders_by_state ON orders (state, id);
CREATE INDEX IF NOT EXISTS orders_done ON orders (changed) WHERE state = 'done';

CREATE OR REPLACE VIEW shown_orders AS
  SELECT id, state, json_strip_nulls(json_build_object(
      'id', id, 'state', state, 'customer', customer, 'item', item, 'quantity', quantity,
      'failures', failures, 'last_failure', last_failure, 'accepted', accepted,
      'changed', changed))::text AS shown
  FROM orders;
)sql";

// A key that is there already is locked, and its row answers: so a client may send an order again,
// also while the first sending is under way.
inline constexpr auto insert = R"sql(
INSERT INTO orders (key, customer, item, quantity) VALUES ($1, $2, $3, $4)
ON CONFLICT (key) DO UPDATE SET key = excluded.key
RETURNING id, customer = $2 AND item = $3 AND quantity = $4
)sql";

}  // namespace orders
