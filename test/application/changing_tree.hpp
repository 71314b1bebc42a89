// A running tree, and another file to which it is reloaded.
#pragma once

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "fauxtp/application.hpp"
#include "fauxtp/call.hpp"
#include "fauxtp/dynamic_supervisor.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/reload.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/supervisor.hpp"
#include "fauxtp/testing.hpp"

namespace reload_test {

using namespace fauxtp;
using namespace std::chrono_literals;
using application_ptr = std::shared_ptr<application>;

/// A folder that is removed with this object.
class folder {
 public:
  folder() {
    std::string name = (std::filesystem::temp_directory_path() / "fauxtp-reload-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder");
    path_ = name;
  }
  ~folder() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline application_ptr loaded(const folder& home, const std::string& text,
                              module_age age = module_age::loaded) {
  const auto file = home.path() / "app.json";
  std::ofstream(file) << text;
  auto made =
      std::make_shared<application>(application::load(file, {home.path(), MODULE_DIR}, age));
  BOOST_REQUIRE_MESSAGE(made->ok(), made->messages() << text);
  return made;
}

/// All actors that run below a supervisor: pids by path, in the order of the children.
struct living {
  std::vector<std::string> order;
  std::map<std::string, pid> pids;

  void add(pid supervisor, const std::string& above) {
    auto children = supervisor::which_children(supervisor);
    for (auto child = children.rbegin(); child != children.rend(); ++child) {
      const std::string path = above.empty() ? child->id : above + "/" + child->id;
      order.push_back(path + (child->actor ? "" : " (does not run)"));
      pids[path] = child->actor;
      if (child->type == child_type::supervisor && child->actor) add(child->actor, path);
    }
  }
};

/// The file of an application that uses the module `keepers`.
inline std::string tree_file(const std::string& supervisor, const std::string& more = "") {
  return R"({ "name": "app", "modules": ["keepers"], )" + more + R"("supervisor": )" + supervisor +
         "}";
}
/// A worker with this id and, behind it, other keys.
inline std::string keeper(const std::string& id, const std::string& more = "") {
  return R"({ "id": ")" + id + R"(", "actor": "keeper")" + (more.empty() ? "" : ", " + more) + "}";
}

struct changing_tree : testing::node {
  folder home;
  application_ptr running;
  pid root;

  void start(const std::string& file) {
    running = loaded(home, file);
    trap_exit();
    root = running->start_link();
  }
  reload_plan plan_for(const std::string& file, application_ptr* next = nullptr) {
    auto made = loaded(home, file);
    if (next != nullptr) *next = made;
    return reload_plan(running, made);
  }
  reload_result become(const std::string& file) {
    application_ptr next;
    const auto result = plan_for(file, &next).apply(root);
    if (result.ok) running = next;
    return result;
  }
  living now() const {
    living all;
    all.add(root, "");
    return all;
  }
  void stop() {
    exit(root, exit_reason::shutdown);
    receive<exit_signal>();
  }
  void teardown() {
    stop();
    testing::node::teardown();
  }
};

/// The plan as text, such as "restart a: args.start", one line for each change.
inline std::string text_of(const reload_plan& plan) {
  std::string text;
  for (const tree_change& each : plan.changes()) {
    text += std::string(to_string(each.what)) + " " + each.path +
            (each.why.empty() ? "" : ": " + each.why) + "\n";
  }
  return text;
}

}  // namespace reload_test
