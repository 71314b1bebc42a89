#include "order_table.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "database_pool.hpp"
#include "database_session.hpp"
#include "order_sql.hpp"

namespace orders {
namespace {

using namespace std::chrono_literals;

constexpr auto select_one = "SELECT shown FROM shown_orders WHERE id = $1";

constexpr auto select_newest = R"sql(
SELECT shown FROM shown_orders ORDER BY id DESC LIMIT $1
)sql";

constexpr auto select_newest_of_state = R"sql(
SELECT shown FROM shown_orders WHERE state = $2 ORDER BY id DESC LIMIT $1
)sql";

// One that is `processing` and due was taken by a worker that is gone.
constexpr auto take_due = R"sql(
WITH next AS MATERIALIZED (
  SELECT id FROM orders WHERE state IN ('accepted', 'processing') AND due <= now()
  ORDER BY due LIMIT $1 FOR UPDATE SKIP LOCKED)
UPDATE orders SET state = 'processing', due = now() + $2 * interval '1 ms', changed = now()
FROM next WHERE orders.id = next.id
RETURNING orders.id, due, customer, item, quantity
)sql";

constexpr auto mark_done = R"sql(
UPDATE orders SET state = 'done', changed = now()
WHERE id = $1 AND state = 'processing' AND due = $2
RETURNING state
)sql";

constexpr auto mark_failed = R"sql(
UPDATE orders SET
  state = CASE WHEN failures + 1 < $4 THEN 'accepted' ELSE 'dead_letter' END,
  failures = failures + 1, last_failure = $3, changed = now(),
  due = now() + least($5 * power(2, failures), $6) * (0.9 + 0.2 * random()) * interval '1 ms'
WHERE id = $1 AND state = 'processing' AND due = $2
RETURNING state
)sql";

constexpr auto delete_done = R"sql(
DELETE FROM orders WHERE id IN (
  SELECT id FROM orders WHERE state = 'done' AND changed < now() - $1 * interval '1 ms'
  ORDER BY changed LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING id
)sql";

std::string text_of(std::chrono::milliseconds time) { return std::to_string(time.count()); }

std::string state_in(const std::vector<row>& rows) {
  return rows.empty() ? std::string() : *rows.front().front();
}

}  // namespace

void order_table::create(const std::string& database) {
  database_session(database, 30s).run_script(schema);
}

std::int64_t order_table::accept(const order& what, const std::optional<std::string>& key) const {
  const std::vector<row> rows =
      execute(pool_, {insert, {key, what.customer, what.item, std::to_string(what.quantity)}});
  if (rows.front()[1] != "t") throw bad_order("this Idempotency-Key was used for another order");
  return std::stoll(*rows.front()[0]);
}

std::optional<std::string> order_table::read(std::int64_t id) const {
  std::vector<row> rows = execute(pool_, {select_one, {std::to_string(id)}});
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front().front());
}

std::string order_table::read_newest(const std::string& state, int most) const {
  const std::string limit = std::to_string(most);
  std::string list;
  const auto rows =
      execute(pool_, state.empty() ? statement{select_newest, {limit}}
                                   : statement{select_newest_of_state, {limit, state}});
  for (const row& each : rows) list += (list.empty() ? "" : ",\n") + *each.front();
  return "[" + list + "]";
}

void order_table::read_nothing() const { execute(pool_, {"SELECT 1"}); }

std::vector<taken_order> order_table::take(int most, std::chrono::milliseconds lease) const {
  std::vector<taken_order> taken;
  for (row& each : execute_at_last(pool_, {take_due, {std::to_string(most), text_of(lease)}})) {
    taken.push_back({std::stoll(*each[0]),
                     std::move(*each[1]),
                     {std::move(*each[2]), std::move(*each[3]), std::stoll(*each[4])}});
  }
  return taken;
}

std::string order_table::settle_done(const taken_order& which) const {
  return state_in(execute_at_last(pool_, {mark_done, {std::to_string(which.id), which.until}}));
}

std::string order_table::settle_failed(const taken_order& which, const std::string& why,
                                       const retry_rule& rule) const {
  return state_in(execute_at_last(
      pool_, {mark_failed,
              {std::to_string(which.id), which.until, why, std::to_string(rule.attempts),
               text_of(rule.first_wait), text_of(rule.longest_wait)}}));
}

std::size_t order_table::remove_done(std::chrono::milliseconds age, int most) const {
  return execute_at_last(pool_, {delete_done, {text_of(age), std::to_string(most)}}).size();
}

const char* const all_states = "accepted, processing, done, dead_letter";

bool is_state(const std::string& name) {
  constexpr std::array states = {"accepted", "processing", "done", "dead_letter"};
  return std::ranges::find(states, name) != states.end();
}

}  // namespace orders
