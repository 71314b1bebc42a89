#include "order_worker.hpp"

#include <boost/system/system_error.hpp>
#include <fauxtp/http.hpp>
#include <fauxtp/io.hpp>
#include <fauxtp/log.hpp>
#include <fauxtp/receive.hpp>
#include <stdexcept>
#include <utility>

namespace orders {

namespace http = fauxtp::http;

order_worker::order_worker(order_worker_options options) : options_(std::move(options)) {
  if (!options_.warehouse.empty()) http::url{options_.warehouse};
  if (options_.batch * 2 * options_.limit > options_.lease) {
    throw std::invalid_argument(
        "lease: it must be at least twice the limit for each order of a batch, or two workers "
        "would have one order");
  }
}

void order_worker::run() {
  const std::vector<taken_order> taken = table_.take(options_.batch, options_.lease);
  for (const taken_order& each : taken) process(each);
  if (taken.empty()) fauxtp::sleep(options_.pause);
}

void order_worker::process(const taken_order& which) const {
  const std::string failure = tell_warehouse(which);
  if (failure.empty()) {
    table_.settle_done(which);
    return;
  }
  const retry_rule rule{options_.attempts, options_.first_wait, options_.longest_wait};
  if (table_.settle_failed(which, failure, rule) == "dead_letter") {
    fauxtp::log(fauxtp::severity::warning,
                "order " + std::to_string(which.id) + " is a dead letter: " + failure);
  }
}

std::string order_worker::tell_warehouse(const taken_order& which) const {
  if (options_.warehouse.empty()) return {};
  http::request telling(http::verb::post, "/", 11);
  telling.set(http::field::content_type, "application/json");
  telling.set("Idempotency-Key", "order-" + std::to_string(which.id));
  telling.body() = to_json(which.id, which.what);
  try {
    const http::response said =
        http::ask(http::url(options_.warehouse), std::move(telling), options_.limit);
    if (said.result_int() / 100 == 2) return {};
    return "the warehouse says " + std::to_string(said.result_int());
  } catch (const fauxtp::io::error& failure) {
    return failure.what();
  } catch (const boost::system::system_error& failure) {
    return std::string("the warehouse speaks no HTTP: ") + failure.what();
  }
}

}  // namespace orders
