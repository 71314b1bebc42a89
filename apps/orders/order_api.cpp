#include "order_api.hpp"

#include <algorithm>
#include <charconv>
#include <fauxtp/call.hpp>
#include <fauxtp/health_http.hpp>
#include <fauxtp/link.hpp>
#include <fauxtp/receive.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "order_news.hpp"
#include "statement.hpp"

namespace orders {

namespace http = fauxtp::http;

namespace {

constexpr std::size_t longest_key = 200;
constexpr int most_listed = 1000;
constexpr std::string_view one_order = "/orders/";

http::response json(std::string body, http::status what = http::status::ok) {
  return http::answer(std::move(body) + "\n", "application/json", what);
}

http::response error(std::string_view text, http::status what) {
  return json(error_json(text), what);
}

http::response wrong_method(const http::request& asked, std::string_view allowed) {
  http::response made = error("the method is " + std::string(asked.method_string()) +
                                  "; expected is " + std::string(allowed),
                              http::status::method_not_allowed);
  made.set(http::field::allow, allowed);
  return made;
}

template <class Number>
std::optional<Number> number_in(std::string_view text) {
  Number number{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<std::string> key_of(const http::request& asked) {
  const auto found = asked.find("Idempotency-Key");
  if (found == asked.end()) return std::nullopt;
  std::string key(found->value());
  const bool is_plain =
      std::ranges::all_of(key, [](unsigned char each) { return each > 0x20 && each < 0x7f; });
  if (key.empty() || key.size() > longest_key || !is_plain) {
    throw bad_order("the Idempotency-Key has " + std::to_string(key.size()) +
                    " bytes; expected are 1 to 200 characters of ASCII without blanks");
  }
  return key;
}

}  // namespace

http::response order_api::handle(const http::request& asked) {
  try {
    return route(asked);
  } catch (const bad_order& mistake) {
    return error(mistake.what(), http::status::bad_request);
  } catch (const database_away& why) {
    http::response made = error(why.what(), http::status::service_unavailable);
    made.set(http::field::retry_after, "1");
    return made;
  }
}

http::response order_api::route(const http::request& asked) {
  if (auto health = http::health_answer(asked)) return *std::move(health);
  const std::string_view target = asked.target();
  const std::size_t question = std::min(target.find('?'), target.size());
  const std::string_view path = target.substr(0, question);
  const bool reads = asked.method() == http::verb::get || asked.method() == http::verb::head;
  if (path == "/orders") {
    if (asked.method() == http::verb::post) return take(asked);
    if (reads) return list(target.substr(std::min(question + 1, target.size())));
    return wrong_method(asked, "GET, HEAD, POST");
  }
  if (path.starts_with(one_order) || path == "/health") {
    if (!reads) return wrong_method(asked, "GET, HEAD");
    if (path == "/health") return health();
    if (path == "/orders/events") return send_events(asked);
    return show(path.substr(one_order.size()));
  }
  return error(
      "there is nothing at this path; there are /orders, /orders/ID, /orders/events, /health, "
      "/livez and /readyz",
      http::status::not_found);
}

http::response order_api::take(const http::request& asked) const {
  const order what = order_from_json(asked.body());
  const std::int64_t id = table_.accept(what, key_of(asked));
  tell({id, "accepted"});
  http::response made = json(to_json(id, what), http::status::created);
  made.set(http::field::location, std::string(one_order) + std::to_string(id));
  return made;
}

http::response order_api::list(std::string_view parameters) const {
  std::string state;
  int limit = 100;
  while (!parameters.empty()) {
    const std::string_view each = parameters.substr(0, parameters.find('&'));
    parameters.remove_prefix(std::min(each.size() + 1, parameters.size()));
    const std::size_t sign = std::min(each.find('='), each.size());
    const std::string_view name = each.substr(0, sign);
    const std::string value(each.substr(std::min(sign + 1, each.size())));
    if (name == "state") {
      if (!is_state(value)) {
        throw bad_order("the state is \"" + value + "\"; expected is one of " + all_states);
      }
      state = value;
    } else if (name == "limit") {
      limit = number_in<int>(value).value_or(0);
      if (limit < 1 || limit > most_listed) {
        throw bad_order("the limit is \"" + value + "\"; expected is a number from 1 to 1000");
      }
    } else {
      throw bad_order("there is no parameter \"" + std::string(name) +
                      "\"; expected are state and limit");
    }
  }
  return json(table_.read_newest(state, limit));
}

http::response order_api::show(std::string_view id) const {
  const auto number = number_in<std::int64_t>(id);
  if (!number) throw bad_order("the id is \"" + std::string(id) + "\"; expected is a number");
  if (auto found = table_.read(*number)) return json(std::move(*found));
  return error("there is no order " + std::to_string(*number), http::status::not_found);
}

http::response order_api::health() const {
  table_.read_nothing();
  return json(R"({"database": "up"})");
}

// Ends with the news: the client comes again by itself, and is told of what comes then.
http::response order_api::send_events(const http::request& asked) {
  fauxtp::monitor("order_news");
  try {
    fauxtp::call("order_news", listen());
  } catch (const fauxtp::call_error&) {
    throw database_away("there are no news now");
  }
  return events(asked, [](http::event_stream& client) {
    bool goes_on = true;
    while (goes_on && client.receive(fauxtp::on([&](const order_change& news) {
                                       client.send(to_json(news.id, news.state), "order");
                                     }),
                                     fauxtp::on([&](const fauxtp::down&) { goes_on = false; }))) {
    }
  });
}

}  // namespace orders
