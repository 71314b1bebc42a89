// How a term is shown to people.
#include <cxxabi.h>

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <ostream>
#include <string>
#include <string_view>

#include "fauxtp/term.hpp"

namespace fauxtp {

namespace {

using detail::raw;

constexpr int deepest_shown = 100;  // an actor's stack is small, and nobody reads further

template <class Number>
void print_number(std::string& out, Number value) {
  char digits[32];
  out.append(digits, std::to_chars(std::begin(digits), std::end(digits), value).ptr);
}

void print_real(std::string& out, double value) {
  const std::size_t begin = out.size();
  print_number(out, value);
  // 3.0 must not look like the integer 3.
  if (std::isfinite(value) && out.find_first_of(".e", begin) == std::string::npos) out += ".0";
}

void print_text(std::string& out, std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      default:
        if (const auto byte = static_cast<unsigned char>(c); byte < 0x20 || byte == 0x7f) {
          out += "\\u00";
          out += hex[byte >> 4];
          out += hex[byte & 0xf];
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

void print(std::string& out, const term& value, int depth);

void print_elements(std::string& out, std::span<const term> elements, int depth) {
  const char* separator = "";
  for (const term& element : elements) {
    out += std::exchange(separator, ", ");
    print(out, element, depth + 1);
  }
}

void print_entries(std::string& out, const map& entries, int depth) {
  const char* separator = "";
  for (const auto& [key, value] : entries) {
    out += std::exchange(separator, ", ");
    print_text(out, key);
    out += ": ";
    print(out, value, depth + 1);
  }
}

void print(std::string& out, const term& value, int depth) {
  if (depth > deepest_shown) {
    out += "…";
    return;
  }
  switch (value.kind()) {
    case term_kind::nil:
      out += "nil";
      break;
    case term_kind::boolean:
      out += raw::load<bool>(value) ? "true" : "false";
      break;
    case term_kind::integer:
      print_number(out, raw::load<std::int64_t>(value));
      break;
    case term_kind::real:
      print_real(out, raw::load<double>(value));
      break;
    case term_kind::text:
      print_text(out, raw::text(value));
      break;
    case term_kind::binary:
      out += "<<";
      print_number(out, value.size());
      out += value.size() == 1 ? " byte>>" : " bytes>>";
      break;
    case term_kind::pid:
      out += to_string(raw::load<pid>(value));
      break;
    case term_kind::ref:
      out += to_string(raw::load<ref>(value));
      break;
    case term_kind::tuple:
      out += '(';
      print_elements(out, value.elements(), depth);
      out += ')';
      break;
    case term_kind::list:
      out += '[';
      print_elements(out, value.elements(), depth);
      out += ']';
      break;
    case term_kind::map:
      out += '{';
      print_entries(out, raw::object<map>(value), depth);
      out += '}';
      break;
    case term_kind::box:
      out += raw::type(value).show ? raw::type(value).show(value) : value.type_name();
      break;
  }
}

}  // namespace

std::string_view to_string(term_kind kind) {
  static constexpr std::string_view names[] = {"nil",   "boolean", "integer", "real",
                                               "text",  "binary",  "pid",     "ref",
                                               "tuple", "list",    "map",     "box"};
  return names[static_cast<std::size_t>(kind)];
}

std::string term::type_name() const { return detail::name_of(*type_); }

std::string detail::name_of(const term_type& type) {
  if (type.kind == term_kind::box) return demangled(*type.type);
  return std::string(to_string(type.kind));
}

void term::print(std::ostream& out) const { out << detail::printed(*this); }

namespace detail {

std::string printed(const term& value) {
  std::string out;
  print(out, value, 0);
  return out;
}

namespace {

std::string demangled(const char* mangled) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> name(
      abi::__cxa_demangle(mangled, nullptr, nullptr, &status), &std::free);
  return status == 0 ? name.get() : mangled;
}

}  // namespace

// Remembered, because each crash asks, and to take a name apart is a twentieth of a restart. By what
// it says and not by where it lies: a module that was unloaded may have left its place to another.
std::string demangled(const std::type_info& type) {
  static std::mutex& guard = *new std::mutex;  // for whoever asks while the program ends
  static auto& known = *new std::map<std::string, std::string, std::less<>>;
  const std::string_view mangled = type.name();
  const std::scoped_lock lock(guard);
  auto found = known.find(mangled);
  if (found == known.end()) found = known.emplace(mangled, demangled(mangled.data())).first;
  return found->second;
}

}  // namespace detail

}  // namespace fauxtp
