// fauxtp new: a small application that builds, passes its tests and runs.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

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

struct project_file {
  std::string path;
  std::string_view text;
  std::string_view what;  // it is, if its name does not say so
};

/// In what projects differ.
struct project_kind {
  std::string_view header, header_text, header_is;
  std::string_view module_text, test_text, tree_text;
  std::string_view try_it;  // what to type in a second terminal, and what that prints
};

const project_kind with_counter{"src/counter.hpp",
                                embedded::project_counter,
                                "a gen_server",
                                embedded::project_module,
                                embedded::project_test,
                                embedded::project_file,
                                "fauxtp call counter '[\"add\", 5]' # in a second terminal: 15"};
const project_kind with_http{"src/web.hpp",
                             embedded::http_project_web,
                             "a connection of HTTP",
                             embedded::http_project_module,
                             embedded::http_project_test,
                             embedded::http_project_file,
                             "curl http://127.0.0.1:8080/     # in a second terminal: hello"};

std::vector<project_file> files_of(const std::string& name, const project_kind& kind) {
  return {{"CMakeLists.txt", embedded::project_cmake, ""},
          {std::string(kind.header), kind.header_text, kind.header_is},
          {"src/" + name + ".cpp", kind.module_text, "the module"},
          {"test/" + name + "_test.cpp", kind.test_text, ""},
          {"config/app.json", kind.tree_text, "the supervision tree"},
          {"config/fauxtp-app-1.schema.json", embedded::schema, ""}};
}

}  // namespace

int new_project(const std::string& name, bool serves_http) {
  if (!std::regex_match(name, std::regex("[a-z][a-z0-9_]*"))) {
    throw request_error(exit_usage, "\"" + name +
                                        "\" cannot be the name of a module: it has small letters, "
                                        "digits and _, and begins with a letter");
  }
  if (fs::exists(name)) throw request_error(exit_failed, name + " is there already");
  const project_kind& kind = serves_http ? with_http : with_counter;
  std::printf("created %s/\n", name.c_str());
  for (const project_file& each : files_of(name, kind)) {
    try {
      write(fs::path(name) / each.path, filled_in(each.text, name));
    } catch (const fs::filesystem_error& failure) {
      throw request_error(exit_failed, failure.what());
    }
    const std::string what(each.what);
    std::printf(what.empty() ? "  %s\n" : "  %-22s %s\n", each.path.c_str(), what.c_str());
  }
  std::printf(
      "next:\n"
      "  cd %s\n"
      "  cmake -B build && cmake --build build && ctest --test-dir build\n"
      "  fauxtp run                      # Ctrl-C stops it\n"
      "  %s\n",
      name.c_str(), std::string(kind.try_it).c_str());
  return exit_ok;
}
