// What fauxtp/plain_request.hpp shows.
#include "fauxtp/plain_request.hpp"

#include <boost/test/unit_test.hpp>

#include "fauxtp/gen_server.hpp"
#include "fauxtp/testing.hpp"

namespace {
using namespace fauxtp;

// [plain_request]
struct add {
  using reply = int;
  int amount;
};
class sum : public gen_server<sum, calls<add>> {
 public:
  int handle_call(add request, from) { return total_ += request.amount; }

 private:
  int total_ = 0;
};

std::string try_it(pid sum) {
  const term total = call_plain(sum, list_of("add", 5));  // handle_call(add{.amount = 5})
  try {
    call_plain(sum, "pop");
  } catch (const not_understood& error) {  // the server goes on
    return error.what();                   // … does not understand "pop"; it handles: …
  }
  return to_string(total);
}
// [/plain_request]

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_request_of_data, testing::node) {
  const pid server = start_link<sum>();
  BOOST_TEST(try_it(server) ==
             to_string(server) + " does not understand \"pop\"; it handles: [\"add\", integer]");
  BOOST_TEST(call_plain(server, list_of("add", 1)).as<int>() == 6);
  stop(server);
}
