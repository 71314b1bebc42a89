// Forms of arguments as text, and the check of terms against them.
#include "fauxtp/arguments.hpp"

#include <stdexcept>

#include "declaration/foreign_words.hpp"
#include "declaration/quantity.hpp"
#include "fauxtp/exit_reason.hpp"
#include "fauxtp/json.hpp"
#include "nlohmann/json.hpp"
#include "term/unicode.hpp"

namespace fauxtp {
namespace {

using kind = argument_form::kind;

std::string text_of_parts(const argument_form& form) {
  std::string all;
  for (const argument_form& each : form.parts) {
    all += all.empty() ? "" : ", ";
    all += each.name.empty() ? "" : each.name + ": ";
    all += to_string(each);
    if (each.otherwise) all += " = " + to_json(*each.otherwise).dump();
  }
  return all;
}

std::string text_without_null(const argument_form& form) {
  switch (form.is) {
    case kind::anything:
      return "anything";
    case kind::boolean:
      return "boolean";
    case kind::integer:
      return "integer";
    case kind::number:
      return "number";
    case kind::text:
      return "text";
    case kind::duration:
      return "duration";
    case kind::size:
      return "size";
    case kind::list:
      return "[" + to_string(form.parts[0]) + ", ...]";
    case kind::map:
      return "{text: " + to_string(form.parts[0]) + ", ...}";
    case kind::row:
      return "[" + text_of_parts(form) + "]";
    case kind::fields:
      return "{" + text_of_parts(form) + "}";
  }
  return {};
}

std::string title(const std::string& path) {
  return path.empty() ? "the args" : "the argument " + in_quotes(path);
}

[[noreturn]] void refuse(const std::string& path, const std::string& wanted, const term& found) {
  throw std::invalid_argument(title(path) + " must be " + wanted + ", not " + to_string(found));
}

std::string below(const std::string& path, std::string_view name) {
  return (path.empty() ? "" : path + ".") + std::string(name);
}

// Recursive: as deep as the form.
void check(const argument_form& form, const term& given, const std::string& path);

void check_fields(const argument_form& form, const term& given, const std::string& path) {
  const map none;
  const map* found = given.is_nil() && path.empty() ? &none : given.get_if<map>();
  if (found == nullptr) refuse(path, wanted_text(form), given);
  std::vector<std::string_view> names;
  for (const argument_form& each : form.parts) names.push_back(each.name);
  for (const auto& [key, value] : *found) {
    if (std::ranges::find(names, key) != names.end() || key.starts_with("x-")) continue;
    const std::string meant = did_you_mean(nearest(key, names));
    throw std::invalid_argument("there is no argument " + in_quotes(below(path, key)) +
                                (meant.empty() ? "" : "; " + meant));
  }
  for (const argument_form& each : form.parts) {
    if (const term* value = found->find(each.name)) {
      check(each, *value, below(path, each.name));
    } else if (each.required) {
      throw std::invalid_argument("the argument " + in_quotes(below(path, each.name)) +
                                  " is missing");
    }
  }
  if (const auto refusal = refusal_of(form, given)) {
    throw std::invalid_argument(title(path) + ": " + *refusal);
  }
}

void check(const argument_form& form, const term& given, const std::string& path) {
  if (form.nullable && given.is_nil()) return;
  const auto need = [&](bool fits) {
    if (!fits) refuse(path, wanted_text(form), given);
  };
  const auto check_elements = [&](const auto& form_at) {
    need(given.kind() == term_kind::list);
    std::size_t position = 0;
    for (const term& each : given.elements()) {
      check(form_at(position), each, path + "[" + std::to_string(position) + "]");
      ++position;
    }
  };
  switch (form.is) {
    case kind::anything:
      return;
    case kind::boolean:
      return need(given.kind() == term_kind::boolean);
    case kind::integer:
      return need(given.kind() == term_kind::integer && given.as<std::int64_t>() >= form.least &&
                  given.as<std::int64_t>() <= form.most);
    case kind::number:
      return need(given.kind() == term_kind::integer || given.kind() == term_kind::real);
    case kind::text:
      return need(given.kind() == term_kind::text);
    case kind::duration:
      return need(given.kind() == term_kind::text &&
                  parse_duration(given.as<std::string>()).value.has_value());
    case kind::size:
      if (given.kind() == term_kind::integer) return need(given.as<std::int64_t>() >= 0);
      return need(given.kind() == term_kind::text &&
                  parse_size(given.as<std::string>()).value.has_value());
    case kind::list:
      return check_elements([&](std::size_t) -> auto& { return form.parts[0]; });
    case kind::row:
      need(given.kind() == term_kind::list && given.size() == form.parts.size());
      return check_elements([&](std::size_t position) -> auto& { return form.parts[position]; });
    case kind::map:
      need(given.kind() == term_kind::map);
      for (const auto& [key, each] : *given.get_if<map>()) {
        check(form.parts[0], each, below(path, key));
      }
      return;
    case kind::fields:
      return check_fields(form, given, path);
  }
}

}  // namespace

std::string to_string(const argument_form& form) {
  return text_without_null(form) + (form.nullable && form.is != kind::anything ? " or null" : "");
}

std::string wanted_text(const argument_form& form) {
  constexpr std::int64_t all_below = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t all_above = std::numeric_limits<std::int64_t>::max();
  const std::string or_null = form.nullable ? " or null" : "";
  switch (form.is) {
    case kind::integer:
      if (form.least == all_below && form.most == all_above) return "an integer" + or_null;
      if (form.most == all_above) {
        return "an integer of at least " + std::to_string(form.least) + or_null;
      }
      return "an integer from " + std::to_string(form.least) + " to " + std::to_string(form.most) +
             or_null;
    case kind::boolean:
      return "true or false" + or_null;
    case kind::number:
      return "a number" + or_null;
    case kind::duration:
      return "a duration such as \"250ms\" or \"5s\"" + or_null;
    case kind::size:
      return "a size such as \"64KiB\"" + or_null;
    case kind::fields:
      return "an object" + or_null;
    case kind::list:
      return "an array" + or_null;
    case kind::row:
      return "an array of " + std::to_string(form.parts.size()) + or_null;
    case kind::map:
      return "an object" + or_null;
    case kind::text:
    case kind::anything:
      break;
  }
  return to_string(form);
}

void check_arguments(const argument_form& form, const term& args) { check(form, args, ""); }

std::optional<std::string> refusal_of(const argument_form& form, const term& args) {
  if (form.check == nullptr) return std::nullopt;
  try {
    form.check(args);
  } catch (...) {
    const exit_reason why = exit_reason::of_current_exception();
    return why.error() == nullptr || why.error()->what.empty() ? to_string(why) : why.error()->what;
  }
  return std::nullopt;
}

std::string detail::shown_duration(duration value) {
  return value == infinity ? "infinity" : duration_text(value);
}

duration detail::read_duration(const term& from) {
  return parse_duration(from.as<std::string>()).value.value();
}

std::string detail::shown_size(byte_size value) { return size_text(value); }

byte_size detail::read_size(const term& from) {
  if (from.kind() == term_kind::integer) {
    return {static_cast<std::uint64_t>(from.as<std::int64_t>())};
  }
  return {parse_size(from.as<std::string>()).value.value()};
}

}  // namespace fauxtp
