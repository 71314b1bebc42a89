// What the terminal can show.
#include "console.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "fauxtp/shown_text.hpp"

namespace {

template <class Json>
void print(const Json& shown, int indent) {
  const std::string text = shown.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace);
  std::puts(fauxtp::visible_lines(text).c_str());
}

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : value;
}

}  // namespace

bool wants_colour(std::string_view wanted, int stream) {
  if (wanted != "auto") return wanted == "always";
  return isatty(stream) != 0 && variable("NO_COLOR").empty() && variable("TERM") != "dumb";
}

void print_json(const nlohmann::json& shown, int indent) { print(shown, indent); }
void print_json(const nlohmann::ordered_json& shown, int indent) { print(shown, indent); }

bool shows_unicode(int stream) {
  if (isatty(stream) == 0) return false;
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string_view value = variable(name);
    if (value.empty()) continue;
    return value.find("UTF-8") != value.npos || value.find("utf8") != value.npos;
  }
  return false;
}

std::string counted(std::size_t number, const std::string& noun) {
  return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}
