#include <boost/test/unit_test.hpp>
#include <fauxtp/application.hpp>
#include <fauxtp/fauxtp.hpp>

namespace {

// [application]
int run_counter(const std::string& config, const std::string& modules) {
  using namespace fauxtp;
  const auto counting = application::load(config + "/counter.json", {modules});
  if (!counting.ok()) {
    std::fputs(counting.messages().c_str(), stderr);
    return 78;
  }
  const node here(counting.runtime());
  trap_exit();
  const pid root = counting.start_link();
  const bool up = static_cast<bool>(whereis("hits"));
  exit(root, exit_reason::shutdown);
  return receive<exit_signal>().reason.abnormal() || !up ? 1 : 0;
}
// [/application]

using namespace fauxtp;

// [env]
std::string greeting() { return app_env().get("motd", "Welcome"); }
// [/env]

// [watch_env]
class greeter : public gen_server<greeter, calls<>, casts<>, messages<app_env_changed>> {
 public:
  greeter() { watch_app_env(); }
  void handle_info(app_env_changed) { greeting_ = greeting(); }
  term handle_call(term, from) { return term(greeting_); }

 private:
  std::string greeting_ = greeting();
};
// [/watch_env]

}  // namespace

BOOST_AUTO_TEST_CASE(an_actor_reads_what_its_application_is_given) {
  map env;
  env.set("motd", "hi");
  const node here({.workers = 1, .env = std::make_shared<const term>(std::move(env))});
  BOOST_TEST(greeting() == "hi");
}

BOOST_AUTO_TEST_CASE(without_an_application_there_is_nothing_to_read) {
  const node here({.workers = 1});
  BOOST_TEST(greeting() == "Welcome");
}

BOOST_AUTO_TEST_CASE(an_application_inside_a_program_of_ones_own) {
  BOOST_TEST(run_counter(CONFIG_DIR, MODULE_DIR) == 0);
}

BOOST_AUTO_TEST_CASE(an_actor_that_watches_the_env_serves) {
  const node here({.workers = 1});
  const pid server = start<greeter>();
  BOOST_TEST((call(server, term("?")) == "Welcome"));
}
