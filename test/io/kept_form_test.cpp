// What values are in files, and which later types can read them.
#include "fauxtp/detail/kept_form.hpp"

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <limits>
#include <map>
#include <set>
#include <unordered_map>

#include "fauxtp/durable_server.hpp"

using namespace fauxtp;
using fauxtp::detail::cbor_reader;
using fauxtp::detail::cbor_writer;
using fauxtp::detail::unreadable;

namespace {

template <class T>
std::string kept(const T& value) {
  std::string bytes;
  cbor_writer to(bytes);
  detail::keep(to, value);
  return bytes;
}
template <class T>
T recalled(std::string_view bytes) {
  cbor_reader from(bytes);
  T value{};
  detail::recall(from, value);
  BOOST_TEST(from.at_end());
  return value;
}
template <class T>
bool is_kept(const T& value) {
  return recalled<T>(kept(value)) == value;
}
template <class T>
std::string refusal(std::string_view bytes) {
  try {
    recalled<T>(bytes);
    return "none";
  } catch (const unreadable& why) {
    return why.what();
  }
}
std::string hex(std::string_view bytes) {
  std::string all;
  for (const unsigned char each : bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    all += {digits[each >> 4], digits[each & 15]};
  }
  return all;
}

enum class colour : unsigned char { red, green };

struct point {
  int x = 0;
  int y = 7;
  friend bool operator==(const point&, const point&) = default;
};
struct drawing {
  std::string name;
  std::vector<point> points;
  std::optional<colour> ink;
  std::map<std::int64_t, std::string> notes;
  friend bool operator==(const drawing&, const drawing&) = default;
};

/// A class with an invariant: it is kept as a plain struct.
class sum {
 public:
  struct plain {
    std::vector<int> parts;
  };
  sum() = default;
  explicit sum(plain of) : parts_(std::move(of.parts)) {
    for (const int each : parts_) all_ += each;
  }
  plain kept() const { return {parts_}; }
  int all() const { return all_; }

 private:
  std::vector<int> parts_;
  int all_ = 0;
};

struct tree {
  int value = 0;
  std::vector<tree> below;
};

// Later versions of `point`.
struct wider_point {
  std::int64_t y = 1;
  std::optional<std::int64_t> x;
  std::string name = "none";
};
struct real_point {
  double x = 0;
};
struct small_point {
  signed char x = 0;
};
struct text_point {
  std::string x;
};

struct renamed {
  static constexpr auto kept_as = "point";
  int x = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(kept_form_test)

BOOST_AUTO_TEST_CASE(values_are_what_other_readers_of_CBOR_expect) {
  BOOST_TEST(hex(kept(0)) == "00");
  BOOST_TEST(hex(kept(23)) == "17");
  BOOST_TEST(hex(kept(24)) == "1818");
  BOOST_TEST(hex(kept(1000)) == "1903e8");
  BOOST_TEST(hex(kept(1'000'000)) == "1a000f4240");
  BOOST_TEST(hex(kept(std::uint64_t(-1))) == "1bffffffffffffffff");
  BOOST_TEST(hex(kept(-1)) == "20");
  BOOST_TEST(hex(kept(-1000)) == "3903e7");
  BOOST_TEST(hex(kept(1.1)) == "fb3ff199999999999a");
  BOOST_TEST(hex(kept(true)) == "f5");
  BOOST_TEST(hex(kept(std::optional<int>())) == "f6");
  BOOST_TEST(hex(kept(std::string("IETF"))) == "6449455446");
  BOOST_TEST(hex(kept(std::vector<int>{1, 2, 3})) == "83010203");
  BOOST_TEST(hex(kept(point{1, 2})) == "a2617801617902");
}

BOOST_AUTO_TEST_CASE(what_is_kept_is_recalled) {
  for (const std::int64_t each :
       {std::numeric_limits<std::int64_t>::min(), std::int64_t{-1} << 32, std::int64_t{-256},
        std::int64_t{0}, std::int64_t{255}, std::numeric_limits<std::int64_t>::max()}) {
    BOOST_TEST(is_kept(each));
  }
  BOOST_TEST(is_kept(std::numeric_limits<std::uint64_t>::max()));
  BOOST_TEST(is_kept(false));
  BOOST_TEST(is_kept(-0.1));
  BOOST_TEST(is_kept(std::string("\0\xff", 2)));
  BOOST_TEST(is_kept(binary{std::byte{1}, std::byte{2}}));
  BOOST_TEST(is_kept(std::filesystem::path("/a/b")));
  BOOST_TEST(is_kept(std::chrono::minutes(90)));
  BOOST_TEST((is_kept(infinity)));
  BOOST_TEST(is_kept(std::set<std::string>{"a", "b"}));
  BOOST_TEST(is_kept(std::unordered_map<int, bool>{{1, true}, {2, false}}));
  BOOST_TEST(is_kept(std::tuple(1, std::string("x"), std::pair(2.5, true))));
  BOOST_TEST(is_kept(std::array<int, 3>{1, 2, 3}));
  BOOST_TEST(is_kept(drawing{"d", {{1, 2}, {3, 4}}, colour::green, {{-5, "low"}, {5, "high"}}}));
  BOOST_TEST(recalled<sum>(kept(sum({{1, 2, 3}}))).all() == 6);
}

BOOST_AUTO_TEST_CASE(a_term_is_kept_with_its_tuples) {
  const term all =
      tuple("add", 5, -1.5, true, term(), list_of(1, tuple()), map{{"k", binary{std::byte{9}}}});
  BOOST_TEST((recalled<term>(kept(all)) == all));
  BOOST_CHECK_THROW(kept(term(make_ref())), bad_term);
  BOOST_CHECK_THROW(kept(term(point{})), bad_term);
}

BOOST_AUTO_TEST_CASE(a_struct_may_change_in_what_the_header_says) {
  const std::string old = kept(point{5, 6});
  const auto wider = recalled<wider_point>(old);
  BOOST_TEST((wider.x == 5 && wider.y == 6 && wider.name == "none"));
  const auto back = recalled<point>(kept(wider_point{.y = 3, .x = 4, .name = "gone"}));
  BOOST_TEST((back == point{4, 3}));
  BOOST_TEST(recalled<real_point>(old).x == 5.0);
  BOOST_TEST(recalled<small_point>(old).x == 5);
  BOOST_TEST(recalled<renamed>(old).x == 5);
  BOOST_TEST(detail::kept_name<renamed>() == "point");
  BOOST_TEST(detail::kept_name<point>() == "point");
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused_with_its_field) {
  BOOST_TEST(refusal<small_point>(kept(point{500, 0})) ==
             "in x, there is an integer that is too large");
  BOOST_TEST(refusal<small_point>(kept(point{-500, 0})) ==
             "in x, there is an integer that is too small");
  BOOST_TEST(refusal<text_point>(kept(point{})) ==
             "in x, there is the integer 0, where a text was expected");
  BOOST_TEST(refusal<point>(kept(wider_point{})) ==
             "in x, there is null, where an integer was expected");
  BOOST_TEST(refusal<unsigned>(kept(-1)) ==
             "there is a negative integer, where an integer was expected");
  BOOST_TEST(refusal<point>(kept(true)) == "there is a boolean, where an object was expected");
  BOOST_TEST((refusal<std::array<int, 2>>(kept(std::vector<int>{1})) ==
              "there is a list of another length"));
}

BOOST_AUTO_TEST_CASE(what_is_not_whole_is_refused_at_any_byte) {
  const std::string whole =
      kept(drawing{"d", {{1, 2}, {1000, 4}}, colour::green, {{-5, "low"}, {1 << 20, "high"}}});
  for (std::size_t end = 0; end < whole.size(); ++end) {
    BOOST_TEST(refusal<drawing>(whole.substr(0, end)) != "none");
    BOOST_TEST(refusal<term>(whole.substr(0, end)) != "none");
  }
  // A count that no content could have takes no memory.
  BOOST_TEST(refusal<std::vector<int>>("\x9b\xff\xff\xff\xff\xff\xff\xff\xff") ==
             "there is the end of what is kept");
  BOOST_TEST(refusal<std::vector<int>>("\x9f\x01\xff") ==
             "there is a value of a form that is not kept here");
}

BOOST_AUTO_TEST_CASE(any_bytes_are_read_or_refused) {
  std::uint64_t dice = 1;
  for (int round = 0; round < 200'000; ++round) {
    std::string bytes;
    for (int i = 0; i < 1 + round % 12; ++i) {
      dice = dice * 6364136223846793005U + 1442695040888963407U;
      bytes.push_back(char(dice >> 56));
    }
    try {
      cbor_reader from(bytes);
      term any;
      detail::recall(from, any);
      cbor_reader again(bytes);
      again.skip();
    } catch (const unreadable&) {
    } catch (const bad_term&) {
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_too_deep_is_refused_when_it_is_written) {
  tree deep;
  for (int depth = 1; depth < 16; ++depth) {  // each has two levels: the struct and the list
    tree above;
    above.below.push_back(std::move(deep));
    deep = std::move(above);
  }
  BOOST_TEST(recalled<tree>(kept(deep)).below.size() == 1U);
  tree above;
  above.below.push_back(std::move(deep));
  tree top;
  top.below.push_back(std::move(above));
  BOOST_CHECK_THROW(kept(top), bad_term);
}

BOOST_AUTO_TEST_SUITE_END()
