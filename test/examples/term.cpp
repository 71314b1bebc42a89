#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <string>

namespace counter {
struct add {
  int amount;
};
}  // namespace counter

BOOST_AUTO_TEST_CASE(terms_hold_any_value) {
  // [term]
  const fauxtp::term message = fauxtp::tuple("add", 5);
  const int number = message[1].as<int>();                  // 5
  const fauxtp::term boxed = counter::add{.amount = 7};     // any movable struct
  const int amount = boxed.get_if<counter::add>()->amount;  // 7
  // [/term]
  BOOST_TEST(number == 5);
  BOOST_TEST(amount == 7);
}

BOOST_AUTO_TEST_CASE(maps_have_values_by_keys) {
  // [map]
  const fauxtp::map options{{"start", 10}, {"name", "hits"}};
  // [/map]
  const fauxtp::term args(options.clone());
  // [get]
  const int start = args.get("start", 0);
  const std::string host = args.get("host", "localhost");
  // [/get]
  BOOST_TEST(start == 10);
  BOOST_TEST(host == "localhost");
}
