// Converts between terms and JSON.
#include "fauxtp/json.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace fauxtp {
namespace {

using nlohmann::json;

// Neither direction recurses: actors have small stacks, and data from outside is as deep as its
// sender likes. `depth` is how deep `from` lies.
struct term_order {
  const json* from;
  term* to;
  int depth;
};
struct json_order {
  const term* from;
  json* to;
  int depth;
};

int inside(int depth) {
  if (depth < deepest_json) return depth + 1;
  throw bad_term("more than " + std::to_string(deepest_json) +
                 " arrays and objects inside each other");
}

void read(const term_order& order, std::vector<term_order>& later) {
  const json& from = *order.from;
  term& to = *order.to;
  switch (from.type()) {
    case json::value_t::boolean:
      to = from.get<bool>();
      break;
    case json::value_t::number_integer:
      to = from.get<std::int64_t>();
      break;
    case json::value_t::number_unsigned:
      to = from.get<std::uint64_t>();
      break;
    case json::value_t::number_float:
      to = from.get<double>();
      break;
    case json::value_t::string:
      to = from.get_ref<const std::string&>();
      break;
    case json::value_t::array: {
      const int depth = inside(order.depth);
      to = std::vector<term>(from.size());
      for (std::size_t i = 0; i < from.size(); ++i) later.push_back({&from[i], &to[i], depth});
      break;
    }
    case json::value_t::object: {
      const int depth = inside(order.depth);
      to = map();
      for (const auto& [key, value] : from.items()) {
        to.get_if<map>()->set(key, term());
        later.push_back({&value, to.get_if<map>()->find(key), depth});
      }
      break;
    }
    default:
      break;
  }
}

void write(const json_order& order, std::vector<json_order>& later) {
  const term& from = *order.from;
  json& to = *order.to;
  switch (from.kind()) {
    case term_kind::nil:
      break;
    case term_kind::boolean:
      to = from.as<bool>();
      break;
    case term_kind::integer:
      to = from.as<std::int64_t>();
      break;
    case term_kind::real:
      to = from.as<double>();
      break;
    case term_kind::text:
      to = from.as<std::string>();
      break;
    case term_kind::tuple:
    case term_kind::list: {
      const int depth = inside(order.depth);
      to = json::array_t(from.size());
      for (std::size_t i = 0; i < from.size(); ++i) later.push_back({&from[i], &to[i], depth});
      break;
    }
    case term_kind::map: {
      const int depth = inside(order.depth);
      to = json::object();
      for (const auto& [key, value] : *from.get_if<map>()) {
        later.push_back({&value, &to[key], depth});
      }
      break;
    }
    case term_kind::pid:
    case term_kind::ref:
    case term_kind::binary:
      to = to_string(from);
      break;
    case term_kind::box:
      throw bad_term("a " + from.type_name() + " has no JSON form");
  }
}

/// Nested values lie in blocks of memory that do not move until all is done, so pointers to them
/// stay valid.
template <class To, class From, class Order>
To converted(const From& from, void (*convert)(const Order&, std::vector<Order>&)) {
  To made;
  std::vector<Order> later{{&from, &made, 0}};
  while (!later.empty()) {
    const Order next = later.back();
    later.pop_back();
    convert(next, later);
  }
  return made;
}

}  // namespace

term to_term(const json& value) { return converted<term>(value, &read); }

json to_json(const term& value) { return converted<json>(value, &write); }

}  // namespace fauxtp
