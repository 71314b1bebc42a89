#include "order_worker.hpp"

#include <boost/system/system_error.hpp>
#include <fauxtp/http.hpp>
#include <fauxtp/io.hpp>
#include <fauxtp/log.hpp>
#include <fauxtp/receive.hpp>
#include <fauxtp/task.hpp>
#include <stdexcept>
#include <utility>
#include <vector>

#include "order_news.hpp"

namespace orders {

namespace http = fauxtp::http;

namespace {

/// Returns what has gone wrong; empty if nothing has.
std::string tell_warehouse(const order_worker_options& options, const taken_order& which) {
  if (options.warehouse.empty()) return {};
  http::request telling(http::verb::post, "/", 11);
  telling.set(http::field::content_type, "application/json");
  telling.set("Idempotency-Key", "order-" + std::to_string(which.id));
  telling.body() = to_json(which.id, which.what);
  try {
    const http::response said =
        http::ask(http::url(options.warehouse), std::move(telling), options.limit);
    if (said.result_int() / 100 == 2) return {};
    return "the warehouse says " + std::to_string(said.result_int());
  } catch (const fauxtp::io::error& failure) {
    return failure.what();
  } catch (const boost::system::system_error& failure) {
    return std::string("the warehouse: ") + failure.what();
  }
}

void process(const order_worker_options& options, const order_table& table,
             const taken_order& which) {
  const std::string failure = tell_warehouse(options, which);
  const retry_rule rule{options.attempts, options.first_wait, options.longest_wait};
  const std::string state =
      failure.empty() ? table.settle_done(which) : table.settle_failed(which, failure, rule);
  if (state.empty()) return;  // another worker has taken it meanwhile
  if (state == "dead_letter") {
    fauxtp::log(fauxtp::severity::warning,
                "order " + std::to_string(which.id) + " is a dead letter: " + failure);
  }
  tell({which.id, state});
}

}  // namespace

order_worker::order_worker(order_worker_options options) : options_(std::move(options)) {
  if (!options_.warehouse.empty()) http::url{options_.warehouse};
  // A limit is for each step: to connect, to write, and to read.
  if (options_.limit * 4 > options_.lease) {
    throw std::invalid_argument(
        "lease: it must be at least four times the limit, or two workers would have one order");
  }
}

void order_worker::run() {
  std::vector<fauxtp::task<void>> tellings;
  for (taken_order& each : table_.take(options_.batch, options_.lease)) {
    // Has copies: it may run for a moment longer than a worker that is killed.
    tellings.push_back(
        fauxtp::spawn_task([options = options_, table = table_, which = std::move(each)] {
          process(options, table, which);
        }));
  }
  for (fauxtp::task<void>& each : tellings) each.join();
  if (tellings.empty()) fauxtp::sleep(options_.pause);
}

}  // namespace orders
