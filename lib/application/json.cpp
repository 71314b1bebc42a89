// Between terms and JSON.
#include "fauxtp/json.hpp"

#include <nlohmann/json.hpp>

namespace fauxtp {

term to_term(const nlohmann::json& value) {
  using kind = nlohmann::json::value_t;
  switch (value.type()) {
    case kind::boolean:
      return value.get<bool>();
    case kind::number_integer:
      return value.get<std::int64_t>();
    case kind::number_unsigned:
      return value.get<std::uint64_t>();
    case kind::number_float:
      return value.get<double>();
    case kind::string:
      return value.get<std::string>();
    case kind::array: {
      list elements;
      for (const auto& each : value) elements.push_back(to_term(each));
      return elements;
    }
    case kind::object: {
      map entries;
      for (const auto& [key, each] : value.items()) entries.set(key, to_term(each));
      return entries;
    }
    default:
      return {};
  }
}

nlohmann::json to_json(const term& value) {
  switch (value.kind()) {
    case term_kind::nil:
      return nullptr;
    case term_kind::boolean:
      return value.as<bool>();
    case term_kind::integer:
      return value.as<std::int64_t>();
    case term_kind::real:
      return value.as<double>();
    case term_kind::text:
      return value.as<std::string>();
    case term_kind::tuple:
    case term_kind::list: {
      auto elements = nlohmann::json::array();
      for (const term& each : value.elements()) elements.push_back(to_json(each));
      return elements;
    }
    case term_kind::map: {
      auto entries = nlohmann::json::object();
      for (const auto& [key, each] : *value.get_if<map>()) entries[key] = to_json(each);
      return entries;
    }
    case term_kind::pid:
    case term_kind::ref:
    case term_kind::binary:
      return to_string(value);
    case term_kind::box:
      break;
  }
  throw bad_term("a " + value.type_name() + " has no JSON form");
}

}  // namespace fauxtp
