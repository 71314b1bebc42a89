#include "order.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace orders {
namespace {

using nlohmann::json;

constexpr std::size_t longest_text = 200;
constexpr std::int64_t largest_quantity = 1'000'000;
constexpr std::array<const char*, 3> fields = {"customer", "item", "quantity"};

[[noreturn]] void refuse(const std::string& field, const std::string& found,
                         const std::string& expected) {
  throw bad_order("\"" + field + "\" is " + found + "; expected is " + expected);
}

// Of a long value, its beginning. One that is nested may be so deeply.
std::string shown(const json& value) {
  if (value.is_structured()) return value.is_array() ? "an array" : "an object";
  std::string text = value.dump(-1, ' ', true);
  if (text.size() > 60) text = text.substr(0, 60) + "...";
  return text;
}

const json& field_of(const json& object, const char* name, const std::string& expected) {
  const auto found = object.find(name);
  if (found == object.end()) refuse(name, "missing", expected);
  return *found;
}

std::string text_of(const json& object, const char* name) {
  const std::string expected =
      "a text of 1 to " + std::to_string(longest_text) + " bytes without control characters";
  const json& value = field_of(object, name, expected);
  if (!value.is_string()) refuse(name, shown(value), expected);
  auto text = value.get<std::string>();
  const bool has_control =
      std::ranges::any_of(text, [](unsigned char each) { return each < 0x20 || each == 0x7f; });
  if (text.empty() || text.size() > longest_text || has_control) {
    refuse(name, shown(value), expected);
  }
  return text;
}

std::int64_t quantity_of(const json& object, const char* name) {
  const std::string expected = "a whole number from 1 to " + std::to_string(largest_quantity);
  const json& value = field_of(object, name, expected);
  const bool fits = value.is_number_integer() && value >= 1 && value <= largest_quantity;
  if (!fits) refuse(name, shown(value), expected);
  return value.get<std::int64_t>();
}

}  // namespace

order order_from_json(std::string_view text) {
  const json read = json::parse(text, nullptr, /*allow_exceptions=*/false);
  const std::string expected = R"({"customer": "ann", "item": "tea", "quantity": 2})";
  if (read.is_discarded()) {
    throw bad_order("the body is no JSON; expected is an object such as " + expected);
  }
  if (!read.is_object()) {
    throw bad_order("the body is " + shown(read) + "; expected is an object such as " + expected);
  }
  for (const auto& [name, value] : read.items()) {
    if (std::ranges::find(fields, name) == fields.end()) {
      throw bad_order("there is no field " + shown(name) +
                      "; expected are \"customer\", \"item\" and \"quantity\"");
    }
  }
  return {text_of(read, "customer"), text_of(read, "item"), quantity_of(read, "quantity")};
}

std::string to_json(std::int64_t id, const order& from) {
  return json{
      {"id", id}, {"customer", from.customer}, {"item", from.item}, {"quantity", from.quantity}}
      .dump();
}

std::string to_json(std::int64_t id, std::string_view state) {
  return json{{"id", id}, {"state", state}}.dump();
}

std::string error_json(std::string_view what) {
  return json{{"error", what}}.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace orders
