// Gives the loader of application files whatever libFuzzer makes up. The loader reads no other
// file, and knows two variables.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "declaration/application_loader.hpp"
#include "declaration/bounds.hpp"
#include "declaration/declared_tree.hpp"
#include "declaration/lints.hpp"
#include "document/variables.hpp"

namespace {

using namespace fauxtp;

std::optional<std::string> variable(const std::string& name) {
  if (name == "SEVEN") return "7";
  if (name == "EMPTY") return "";
  return std::nullopt;
}

document no_file(const std::filesystem::path& path) {
  return unreadable_document(path, "there are no other files");
}

void require(bool held, const char* what) {
  if (held) return;
  std::fputs(what, stderr);
  std::abort();
}

/// Checks what must hold whatever the file says.
void check(loaded_application& loaded) {
  for (const diagnostic& each : loaded.diagnostics) {
    require(!each.code.empty() && !each.message.empty(), "a diagnostic says nothing");
    require(each.place.line > 0 || each.place.file == "app.json", "a diagnostic has no place");
  }
  render(loaded.diagnostics, true);
  if (!loaded.ok()) {
    require(!loaded.diagnostics.empty(), "a file is refused without a word");
    return;
  }
  lint(loaded);
  bounds_of(loaded.spec->supervisor, loaded.spec->name);
  declared_tree(*loaded.spec);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const char* text = reinterpret_cast<const char*>(data);
  document own = parse_document("app.json", std::string(text, size));
  put_in_variables(own, variable);
  loaded_application loaded = load_application(std::move(own), no_file);
  check_actors(loaded, {});
  check(loaded);
  return 0;
}
