#include "fauxtp/deadline.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

#include "fauxtp/call.hpp"
#include "fauxtp/gen_server.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/start.hpp"
#include "fauxtp/testing.hpp"
#include "fauxtp/timer.hpp"

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

struct pages {
  using reply = int;
  std::string word;
};
struct count_in {
  using reply = int;
  int page;
};

class shelf : public gen_server<shelf, calls<count_in>> {
 public:
  int handle_call(count_in, from) {
    fauxtp::sleep(1s);
    return 1;
  }
};

// [deadline]
class word_index : public gen_server<word_index, calls<pages>> {
 public:
  word_index() { keep_deadlines(); }

  int handle_call(pages, from) {
    int found = 0;
    for (int page = 0; page < 100 && !cancelled(); ++page) {
      found += call("shelf", count_in{page});  // at most as long as our own caller waits
    }
    return found;
  }
};
// [/deadline]

}  // namespace

BOOST_FIXTURE_TEST_CASE(work_ends_when_nobody_waits_for_it, testing::node) {
  const pid shelf_server = start<shelf>(start_options{.name = "shelf"});
  const pid index_server = start<word_index>();
  spawn([=] { call(index_server, pages{"tea"}, 3500ms); });
  advance(3500ms);
  BOOST_TEST(is_alive(index_server));
  BOOST_TEST((info(index_server)->waits->what == wait_info::kind::message), "it is idle again");
  advance(1s);  // the shelf has begun one page more
  fauxtp::stop(index_server);
  fauxtp::stop(shelf_server);
}
