#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;

namespace {

// [server]
struct deposited {  // what has happened: written to the disk
  std::int64_t amount = 0;
};

struct account {  // what follows from all that has happened
  std::int64_t balance = 0;
  void apply(const deposited& event) { balance += event.amount; }
};

struct deposit {
  using reply = std::int64_t;
  std::int64_t amount;
};

class bank : public durable_server<bank, account, events<deposited>, calls<deposit>> {
 public:
  explicit bank(const durable_options& files) : durable_server(files) {}

  std::int64_t handle_call(deposit request, from) {
    record(deposited{request.amount});
    return state().balance;  // is sent when the event is on the disk
  }
};
// [/server]

}  // namespace

BOOST_AUTO_TEST_CASE(a_bank_keeps_what_it_has_acknowledged) {
  testing::disk disk;
  for (const std::int64_t expected : {10, 20, 30}) {
    {
      testing::node home(disk);
      const pid kept = start<bank>(durable_options{.folder = "bank"});
      BOOST_TEST(call(kept, deposit{10}) == expected);
      stop(kept);
    }
    disk.lose_power();
  }
}
