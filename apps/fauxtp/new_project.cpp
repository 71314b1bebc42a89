// fauxtp new: a small application that builds, passes its test and runs.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <string_view>
#include <system_error>

#include "commands.hpp"
#include "control/requests.hpp"
#include "embedded.hpp"

namespace {

namespace fs = std::filesystem;

std::string filled_in(std::string_view text, const std::string& name) {
  static const std::regex place("NEW_PROJECT");
  return std::regex_replace(std::string(text), place, name);
}

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream out(file);
  out << text;
  if (!out.flush()) throw request_error(exit_failed, "cannot write " + file.string());
}

}  // namespace

int new_project(const std::string& name) {
  if (!std::regex_match(name, std::regex("[a-z][a-z0-9_]*"))) {
    throw request_error(exit_usage, "\"" + name +
                                        "\" cannot be the name of a module: it has small letters, "
                                        "digits and _, and begins with a letter");
  }
  if (fs::exists(name)) throw request_error(exit_failed, name + " is there already");
  const fs::path folder = name;
  try {
    write(folder / "CMakeLists.txt", filled_in(embedded::project_cmake, name));
    write(folder / "src/counter.hpp", filled_in(embedded::project_counter, name));
    write(folder / "src" / (name + ".cpp"), filled_in(embedded::project_module, name));
    write(folder / "test" / (name + "_test.cpp"), filled_in(embedded::project_test, name));
    write(folder / "config/app.json", filled_in(embedded::project_file, name));
    write(folder / "config/fauxtp-app-1.schema.json", std::string(embedded::schema));
  } catch (const fs::filesystem_error& failure) {
    throw request_error(exit_failed, failure.what());
  }
  const char* shown = name.c_str();
  std::printf(
      "created %s/\n"
      "  CMakeLists.txt\n"
      "  src/counter.hpp        a gen_server\n"
      "  src/%s.cpp  the module\n"
      "  test/%s_test.cpp\n"
      "  config/app.json        the supervision tree\n"
      "  config/fauxtp-app-1.schema.json\n"
      "next:\n"
      "  cd %s\n"
      "  cmake -B build && cmake --build build && ctest --test-dir build\n"
      "  fauxtp run                      # Ctrl-C stops it\n"
      "  fauxtp call counter '[\"add\", 5]' # in a second terminal: 15\n",
      shown, shown, shown, shown);
  return exit_ok;
}
