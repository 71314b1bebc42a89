// The program that reload.hpp shows.
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <fauxtp/link.hpp>
#include <fauxtp/receive.hpp>
#include <fauxtp/registry.hpp>
#include <fauxtp/reload.hpp>
#include <filesystem>

#include "fauxtp/node.hpp"

namespace {

using namespace fauxtp;

// [reload]
using application_ptr = std::shared_ptr<const application>;

/// The application that runs from now on.
application_ptr brought_to(const application_ptr& running, pid root, const std::string& file) {
  const auto next = std::make_shared<const application>(application::load(file, {MODULE_DIR}));
  if (!next->ok()) {
    std::fputs(next->messages().c_str(), stderr);
    return running;
  }
  const reload_plan plan(running, next);
  for (const tree_change& each : plan.changes()) {
    std::printf("%s %s\n", std::string(to_string(each.what)).c_str(), each.path.c_str());
  }
  return plan.apply(root).ok ? next : running;
}
// [/reload]

}  // namespace

BOOST_AUTO_TEST_CASE(a_running_tree_becomes_what_another_file_says) {
  const node here({.workers = 1});
  const application_ptr first = std::make_shared<const application>(
      application::load(CONFIG_DIR "/counter.json", {MODULE_DIR}));
  trap_exit();
  const pid root = first->start_link();
  BOOST_TEST(static_cast<bool>(whereis("hits")));
  BOOST_TEST(brought_to(first, root, CONFIG_DIR "/no_such_file.json") == first);
  BOOST_TEST(brought_to(first, root, CONFIG_DIR "/counter.json") != first);
  exit(root, exit_reason::shutdown);
  receive<exit_signal>();
}
