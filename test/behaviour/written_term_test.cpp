// Messages as they stand in the capsule of a crash, and what is read of that.
#include "behaviour/written_term.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "fauxtp/gen_server.hpp"
#include "fauxtp/json.hpp"
#include "fauxtp/log.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using namespace std::chrono_literals;

namespace diary {

enum class mood : unsigned char { good, bad };
struct page {
  std::string text;
  mood how;
};
struct entry {
  using reply = std::vector<page>;
  std::vector<page> pages;
  std::optional<pid> author;
  ref number;
  binary seal;
  std::map<std::string, std::pair<int, bool>> marks;
  bool operator==(const entry&) const = delete;
};
struct hidden {
  int pin;
};
[[maybe_unused]] std::string to_string(const hidden&) { return "hidden"; }
struct opaque {
  std::shared_ptr<int> held;
};
struct rings {
  int times;
};
/// Its writer throws.
struct unshowable {};
[[maybe_unused]] std::string to_string(const unshowable&) { throw std::runtime_error("no"); }
struct crash {};

class server
    : public gen_server<server, calls<entry>, casts<hidden, opaque, crash>, messages<rings>> {
 public:
  std::vector<page> handle_call(const entry& request, from) { return request.pages; }
  void handle_cast(hidden) {}
  void handle_cast(const opaque&) {}
  void handle_cast(crash) { throw std::runtime_error("torn"); }
  void handle_info(rings) {}
  void handle_info(term) {}
  term state() const { return tuple("open", 3); }
};

}  // namespace diary

namespace {

const detail::actor_reader same_actor = [](std::string_view text, std::string_view) {
  return *detail::by_text<pid>(term(std::string(text)));
};

term read(const term& written) { return detail::read_written(written, same_actor); }
/// Through JSON, as in a file.
term through_a_file(const term& value) {
  const std::string file = to_json(detail::written(value)).dump();
  return read(to_term(nlohmann::json::parse(file)));
}

bool comes_back(const term& value) { return through_a_file(value) == value; }

std::string refusal_of(const term& written) {
  try {
    read(written);
  } catch (const detail::not_readable& why) {
    return why.what();
  }
  return "";
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_kind_of_value_comes_back) {
  BOOST_TEST(comes_back(term()));
  BOOST_TEST(comes_back(true));
  BOOST_TEST(comes_back(std::numeric_limits<std::int64_t>::min()));
  BOOST_TEST(comes_back(std::numeric_limits<std::int64_t>::max()));
  BOOST_TEST(comes_back(0.1));
  BOOST_TEST(comes_back(5.0));
  BOOST_TEST(comes_back(std::numeric_limits<double>::infinity()));
  BOOST_TEST(comes_back(-std::numeric_limits<double>::infinity()));
  BOOST_TEST(std::isnan(through_a_file(std::nan("")).as<double>()));
  BOOST_TEST(comes_back(""));
  BOOST_TEST(comes_back("tea \u00e9 \x1b[31m \n \"quoted\""));
  BOOST_TEST(comes_back(std::string("a\0b", 3)));
  BOOST_TEST(comes_back("\x80 is no UTF-8"));
  BOOST_TEST(comes_back(binary{std::byte{0}, std::byte{255}}));
  BOOST_TEST(comes_back(pid(7, 3)));
  BOOST_TEST(comes_back(ref(9)));
  BOOST_TEST(comes_back(tuple()));
  BOOST_TEST(comes_back(tuple("add", 1, tuple(2), list_of(3), 4, 5, 6)));
  BOOST_TEST(comes_back(list_of(1, list_of(), term())));
  BOOST_TEST(comes_back(map{{"plain", 1}, {"", map{{"x", tuple(1)}}}}));
  BOOST_TEST(comes_back(map{{"$pid", "not one"}, {"b", 2}}));
  BOOST_TEST(comes_back(map{{"\x80", 1}}));
}

BOOST_AUTO_TEST_CASE(a_typed_message_comes_back_with_its_fields) {
  diary::entry sent{
      {{"rain", diary::mood::bad}}, pid(4, 1), ref(3), {std::byte{1}}, {{"a", {1, true}}}};
  const term back = through_a_file(std::move(sent));
  const auto* read = back.get_if<diary::entry>();
  BOOST_REQUIRE(read != nullptr);
  BOOST_TEST(read->pages.at(0).text == "rain");
  BOOST_TEST((read->pages.at(0).how == diary::mood::bad));
  BOOST_TEST(*read->author == pid(4, 1));
  BOOST_TEST(read->number == ref(3));
  BOOST_TEST((read->seal == binary{std::byte{1}}));
  BOOST_TEST(read->marks.at("a").second);
}

BOOST_AUTO_TEST_CASE(a_typed_reply_and_a_typed_message_come_back) {
  const term reply = through_a_file(std::vector<diary::page>{{"sun", diary::mood::good}});
  BOOST_TEST(reply.as<std::vector<diary::page>>().at(0).text == "sun");
  BOOST_TEST(through_a_file(diary::rings{3}).get_if<diary::rings>()->times == 3);
}

BOOST_AUTO_TEST_CASE(the_runtimes_own_messages_come_back) {
  const term ended = through_a_file(
      down{ref(1), pid(5, 2), exit_reason::error("std::logic_error", "lost"), "store"});
  BOOST_TEST(ended.get_if<down>()->actor == pid(5, 2));
  BOOST_TEST(ended.get_if<down>()->name == "store");
  BOOST_TEST(ended.get_if<down>()->reason == exit_reason::error("std::logic_error", "lost"));
  for (const exit_reason& reason :
       {exit_reason(exit_reason::normal), exit_reason(exit_reason::killed),
        exit_reason(term("own")), exit_reason(tuple("own", 3)),
        exit_reason::shutdown_with(list_of(1))}) {
    const term signal = through_a_file(exit_signal{pid(6, 1), reason});
    BOOST_TEST(signal.get_if<exit_signal>()->reason == reason);
    BOOST_TEST(through_a_file(reason).as<exit_reason>() == reason);
  }
  const term call = through_a_file(detail::call_message{{pid(1, 1), ref(2)}, term("what")});
  BOOST_TEST((call == "what"));
}

BOOST_AUTO_TEST_CASE(what_has_no_form_is_shown_and_cannot_be_read) {
  const term opaque = detail::written(diary::opaque{});
  BOOST_TEST((*opaque.find("$shown") == "diary::opaque"));
  BOOST_TEST(refusal_of(opaque) == "of it is only known how it is shown: diary::opaque");
}

BOOST_AUTO_TEST_CASE(a_type_with_a_text_of_its_own_shows_no_more_than_that) {
  BOOST_TEST((*detail::written(diary::hidden{1234}).find("$shown") == "hidden"));
}

BOOST_AUTO_TEST_CASE(a_large_message_costs_no_more_than_a_small_one) {
  const std::string large(100 << 20, 'x');
  const term text = detail::written(large);
  BOOST_TEST((*text.find("$shown") == "text of 104857600 bytes"));
  const term bytes = detail::written(binary(100 << 20));
  BOOST_TEST((*bytes.find("$shown") == "bytes of 104857600 bytes"));
  list many;
  for (int i = 0; i < 1'000'000; ++i) many.push_back(i);
  BOOST_TEST(to_json(detail::written(std::move(many))).dump().size() < 1000U);
  map names;
  for (int i = 0; i < 100'000; ++i) names.set(std::to_string(i), i);
  BOOST_TEST(to_json(detail::written(std::move(names))).dump().size() < 1000U);
}

BOOST_AUTO_TEST_CASE(a_deep_message_is_cut) {
  term deep = 1, tuples = 1, special = 1;
  for (int i = 0; i < 100'000; ++i) {
    deep = list_of(std::move(deep));
    tuples = tuple(std::move(tuples));
    special = map{{"$x", std::move(special)}};
  }
  for (const term* each : {&deep, &tuples, &special}) {
    const std::string file = to_json(detail::written(*each)).dump();
    BOOST_TEST(file.find("too much to be written") != file.npos);
    BOOST_CHECK_THROW(read(to_term(nlohmann::json::parse(file))), detail::not_readable);
  }
}

BOOST_AUTO_TEST_CASE(what_nobody_has_written_is_refused_with_a_reason) {
  BOOST_TEST(refusal_of(map{{"$pid", 7}}).find("is no text") != std::string::npos);
  BOOST_TEST(refusal_of(map{{"$ref", "9"}}).find("is no reference") != std::string::npos);
  BOOST_TEST(refusal_of(map{{"$bytes", "0"}}).find("hexadecimal") != std::string::npos);
  BOOST_TEST(refusal_of(map{{"$bytes", "zz"}}).find("hexadecimal") != std::string::npos);
  BOOST_TEST(refusal_of(map{{"$what", 1}}).find("stands for no kind of value") !=
             std::string::npos);
  BOOST_TEST(refusal_of(map{{"$down", 1}, {"reason", "normal"}}).find("is no actor") !=
             std::string::npos);
  BOOST_TEST(refusal_of(map{{"$exit", map{{"$pid", "<0.1.1>"}}}}) == "there is no \"reason\"");
  BOOST_TEST(refusal_of(map{{"$reason", 7}}).find("is no exit reason") != std::string::npos);
  BOOST_TEST(refusal_of(map{{"$map", list_of(1)}}).find("is no entry of a map") !=
             std::string::npos);
  BOOST_TEST(refusal_of(map{{"$type", "diary::none"}, {"fields", list_of()}})
                 .find("have no type diary::none that these fields fit") != std::string::npos);
  BOOST_TEST(refusal_of(map{{"$type", "diary::rings"}, {"value", list_of("three")}}) != "");
  BOOST_TEST(refusal_of(map{{"$type", "diary::rings"}}) == "there is no \"value\"");
}

namespace {

/// The capsule of a server that crashes after these messages.
template <class Deed>
term capsule_after(std::size_t kept, Deed deed) {
  std::shared_ptr<const term> capsule;
  fauxtp::testing::node home({.workers = 1, .log = [&](const report& told) {
                                if (told.label == "actor/crash") capsule = told.capsule;
                              }});
  const pid server = start<diary::server>({.spawn = {.capsule = kept}});
  deed(server);
  cast(server, diary::crash{});
  home.settle();
  BOOST_REQUIRE(capsule != nullptr);
  return capsule->clone();
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_capsule_has_the_last_messages_and_counts_those_before) {
  const term capsule = capsule_after(3, [](pid server) {
    for (int i = 1; i <= 10; ++i) send(server, diary::rings{i});
  });
  BOOST_TEST((*capsule.find("left_out") == 8));
  const auto& kept = *capsule.find("taken");
  BOOST_TEST(kept.size() == 3U);
  BOOST_TEST(read(*kept[0].find("message")).get_if<diary::rings>()->times == 9);
  BOOST_TEST((*kept[2].find("message")->find("$cast")->find("$type") == "diary::crash"));
}

BOOST_AUTO_TEST_CASE(a_capsule_has_what_was_not_read_and_the_state) {
  const term capsule = capsule_after(10, [](pid server) {
    cast(server, diary::crash{});
    for (int i = 1; i <= 20; ++i) send(server, i);
  });
  BOOST_TEST(capsule.find("taken")->size() == 1U);
  BOOST_TEST(capsule.find("waiting")->size() == 10U);
  BOOST_TEST((read(*capsule.find("state")) == tuple("open", 3)));
}

BOOST_AUTO_TEST_CASE(a_message_that_cannot_be_shown_disturbs_nobody) {
  const term capsule = capsule_after(10, [](pid server) {
    send(server, diary::unshowable{});
    send(server, diary::rings{1});
  });
  const term& kept = *capsule.find("taken");
  BOOST_TEST(kept.size() == 3U);
  BOOST_TEST(kept[0].find("message")->find("$shown") != nullptr);
}

BOOST_AUTO_TEST_CASE(an_actor_that_asks_for_no_capsule_leaves_none) {
  bool crashed = false;
  fauxtp::testing::node home({.workers = 1, .log = [&](const report& told) {
                                if (told.label != "actor/crash") return;
                                crashed = true;
                                BOOST_TEST(told.capsule == nullptr);
                              }});
  cast(start<diary::server>(), diary::crash{});
  home.settle();
  BOOST_TEST(crashed);
}
