#include "fauxtp/replay.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>

#include "fauxtp/fauxtp.hpp"

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

application shop_of(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "shop.json") << R"({
    "name": "shop", "modules": ["recorded"],
    "supervisor": { "children": [
      { "name": "prices", "actor": "prices" },
      { "name": "till", "actor": "till", "args": { "limit": 20 }, "restart": "temporary",
        "capsule": 100 },
      { "name": "customer", "actor": "customer" } ] } })";
  return application::load(folder / "shop.json", {TEST_MODULE_DIR});
}

/// What the crash of an actor leaves behind, with what a file of `fauxtp run` has besides.
term capsule_of_a_crash(const application& shop) {
  term left;
  node_options options = shop.runtime();
  const auto waiting = std::make_shared<std::promise<void>>();
  options.log = [&left, waiting](const report& told) {
    if (!told.capsule) return;
    left = told.capsule->clone();
    map& all = *left.get_if<map>();
    all.set("child", told.name);
    for (const auto& [key, value] : told.fields) all.set(key, value);
    waiting->set_value();
  };
  const node home(std::move(options));
  trap_exit();
  const pid root = shop.start_link();
  blocking([&] { waiting->get_future().wait(); });
  exit(root, exit_reason::shutdown);
  receive<exit_signal>();
  return left;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_crash_happens_again) {
  const auto folder = std::filesystem::temp_directory_path() / "fauxtp_replay_example";
  const application shop = shop_of(folder);
  BOOST_TEST_REQUIRE(shop.ok(), shop.messages());
  const term capsule = capsule_of_a_crash(shop);
  // [replay]
  const replay_result again = replay(shop, capsule);
  BOOST_TEST(again.as_before);
  // [/replay]
  BOOST_TEST(again.left_out == 0U);
  BOOST_CHECK_THROW(replay(shop, map{{"child", "shop/till"}}), bad_capsule);
  BOOST_CHECK_THROW(replay(shop, term()), bad_capsule);
  std::filesystem::remove_all(folder);
}
