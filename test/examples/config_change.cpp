#include "fauxtp/config_change.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <string_view>

#include "fauxtp/call.hpp"
#include "fauxtp/gen_server.hpp"
#include "fauxtp/module.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/supervisor.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;

namespace {

// [live]
struct cache_options {
  std::string folder = "/var/cache/shop";
  std::size_t most = 1000;
  static constexpr std::array<std::string_view, 1> live_arguments{"most"};
};

class cache : public gen_server<cache> {
 public:
  explicit cache(cache_options given) : options_(std::move(given)) {}
  void handle_config_change(cache_options now) { options_ = std::move(now); }
  term handle_call(term, from) { return term(static_cast<std::int64_t>(options_.most)); }

 private:
  cache_options options_;
};
// [/live]

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_server_takes_other_arguments_while_it_runs, testing::node) {
  actor_types types;
  types.add<cache>("cache");
  const argument_form& form = *types.all().front().arguments;
  BOOST_TEST(!form.parts[0].live);
  BOOST_TEST(form.parts[1].live);
  const pid server = start<cache>(cache_options());
  send(server, form.change_to(term(map{{"most", 5}})));
  BOOST_TEST(call(server, term("?")).as<std::int64_t>() == 5);
  stop(server);
}
