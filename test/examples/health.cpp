#include "fauxtp/health.hpp"

#include <boost/test/unit_test.hpp>

#include "fauxtp/gen_server.hpp"
#include "fauxtp/health_http.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/supervisor.hpp"
#include "fauxtp/testing.hpp"
#include "fauxtp/timer.hpp"

using namespace fauxtp;
using namespace std::chrono_literals;

namespace health_example {

// [not_ready]
class catalogue : public gen_server<catalogue> {
 public:
  catalogue() {
    not_ready("reads its index");
    send_after(1s, self(), "read");
  }
  void handle_info(term) { ready(); }
};
// [/not_ready]

// [http]
class front : public http::connection {
  http::response handle(const http::request& request) override {
    if (auto health = http::health_answer(request)) return *std::move(health);
    return http::answer("hello");
  }
};
// [/http]

}  // namespace health_example

BOOST_FIXTURE_TEST_CASE(a_tree_is_ready_when_all_of_it_is, fauxtp::testing::node) {
  trap_exit();
  const pid top = supervisor::start_link(
      {.children = {{.id = "catalogue", .start = child_start<health_example::catalogue>()},
                    {.id = "front", .start = child_start<health_example::front>()}}},
      {.spawn = {.label = "shop"}});
  const health_report cold = health(top);
  BOOST_REQUIRE(cold.problems.size() == 1U);
  BOOST_TEST(cold.problems[0].who == "shop/catalogue");
  BOOST_TEST(cold.problems[0].why == "reads its index");
  advance(1s);
  BOOST_TEST(health(top).ready());
  exit(top, exit_reason::shutdown);
  receive<exit_signal>();
}
