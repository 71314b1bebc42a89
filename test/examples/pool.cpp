#include "fauxtp/pool.hpp"

#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

struct price {
  using reply = double;
  std::string article;
};

class store : public gen_server<store, calls<price>> {
 public:
  // [instance]
  store() : file_("orders-" + std::to_string(instance()) + ".db") {}
  // [/instance]

  double handle_call(price request, from) { return request.article == "tea" ? 2.5 : 0.0; }
  term handle_call(term, from) { return file_; }

 private:
  std::string file_;
};

// [by_key]
struct put_in {
  using reply = int;
  std::string customer;
  const std::string& pool_key() const { return customer; }
};
// [/by_key]

class baskets : public gen_server<baskets, calls<put_in>> {
 public:
  int handle_call(put_in request, from) { return ++articles_[request.customer]; }

 private:
  std::map<std::string, int> articles_;
};

class cart : public gen_server<cart> {
 public:
  explicit cart(std::string customer) : customer_(std::move(customer)) {}
  term handle_call(term, from) { return customer_; }

 private:
  std::string customer_;
};

void end(pid supervisor) {
  trap_exit();
  exit(supervisor, exit_reason::shutdown);
  receive<exit_signal>();
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_call_to_a_pool_is_answered_by_one_of_its_members, testing::node) {
  // [spec]
  const pool_spec stores{.name = "stores", .size = 4};
  // [/spec]
  // [pool]
  const pid shop = supervisor::start_link(pool_of(stores, {.start = child_start<store>()}));
  const double tea = call("stores", price{"tea"});  // one of the four answers
  // [/pool]
  BOOST_TEST(tea == 2.5);
  BOOST_TEST(call("stores-3", "file") == "orders-3.db");
  BOOST_TEST(pool("stores").members().size() == 4U);
  end(shop);
}

BOOST_FIXTURE_TEST_CASE(a_key_goes_to_the_same_member_each_time, testing::node) {
  const pid shop = supervisor::start_link(pool_of(
      {.name = "baskets", .size = 4, .route = routing::by_key}, {.start = child_start<baskets>()}));
  BOOST_TEST(call("baskets", put_in{"Ada"}) == 1);
  BOOST_TEST(call("baskets", put_in{"Konrad"}) == 1);
  BOOST_TEST(call("baskets", put_in{"Ada"}) == 2);
  end(shop);
}

BOOST_FIXTURE_TEST_CASE(a_pool_of_supervisors_shares_out_the_starts, testing::node) {
  const dynamic_supervisor_spec each_starts_carts{
      .child = {.start = dynamic_child_start<cart, std::string>()}};
  // [partitions]
  const pool_spec carts{.name = "carts", .size = 8, .route = routing::by_key};
  const pid all = supervisor::start_link(
      pool_of(carts, {.start = child_start(each_starts_carts), .type = child_type::supervisor}));
  dynamic_supervisor::start_child(pool("carts").member_for("Ada"), "Ada");
  // [/partitions]
  BOOST_TEST(supervisor::count_children(pool("carts").member_for("Ada")).active == 1U);
  end(all);
}
