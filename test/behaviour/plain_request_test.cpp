// Requests that are data: what a typed server makes of them.
#include "fauxtp/plain_request.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <tuple>
#include <vector>

#include "fauxtp/gen_server.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/sys.hpp"
#include "fauxtp/testing.hpp"
#include "fauxtp/trace.hpp"
#include "servers.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace bazaar {

struct article {
  std::string name;
  double price;
};
struct basket {
  std::vector<article> articles;
  std::optional<std::string> note;
  std::map<std::string, int> coupons;
  std::pair<int, bool> rest;
};
/// The server replies with what it was given.
struct echo {
  using reply = basket;
  basket given;
};
struct total {
  using reply = double;
  std::vector<double> prices;
};
struct forget {
  using reply = void;
};
struct branch {
  std::string name;
  std::vector<branch> branches;
};
struct count {
  using reply = int;
  branch root;
};
struct tiny {
  using reply = int;
  std::int8_t number;
};
struct anything {
  using reply = term;
  term what;
};
struct kept {};
struct later {
  using reply = std::vector<article>;
};

// A request that data cannot express.
struct with_pointer {
  using reply = int;
  std::shared_ptr<int> shared;
};
struct with_array {
  using reply = int;
  int numbers[2];
};
struct with_standard_array {
  using reply = int;
  std::array<int, 2> numbers;
};
struct parent {};
struct with_base : parent {
  using reply = int;
  int number;
};
struct with_reference {
  using reply = int;
  int number;
  const std::string& text;
};
struct nine_fields {
  using reply = int;
  int a, b, c, d, e, f, g, h, i;
};
struct without_default {
  explicit without_default(int number) : number(number) {}
  int number;
};
struct with_constructor {
  using reply = int;
  int before;
  without_default inside;
};

enum class colour : int { red = 3 };
struct shows_itself {
  friend std::string to_string(const shows_itself&) { return "shown"; }
  std::unique_ptr<int> hidden;
};
struct replies {
  using reply = std::tuple<colour, std::set<int>, std::array<bool, 2>, std::shared_ptr<int>>;
};
struct broken {
  using reply = int;
};

class shop
    : public gen_server<shop,
                        calls<echo, total, forget, count, tiny, anything, later, with_pointer,
                              with_array, with_standard_array, with_base, with_reference,
                              nine_fields, with_constructor, replies, broken>,
                        casts<kept, article>> {
 public:
  basket handle_call(echo request, from) { return std::move(request.given); }
  double handle_call(total request, from) {
    double sum = 0;
    for (const double each : request.prices) sum += each;
    return sum;
  }
  void handle_call(forget, from) { taken_ = "nothing"; }
  int handle_call(count request, from) { return number_of(request.root); }
  int handle_call(tiny request, from) { return request.number; }
  term handle_call(anything request, from) { return tuple(std::move(request.what), kept{}); }
  call_result<std::vector<article>> handle_call(later, from client) {
    continue_with(term(client));
    return no_reply;
  }
  template <replied Other>
  int handle_call(const Other&, from) {
    return 0;
  }
  replies::reply handle_call(replies, from) {
    return {colour::red, {2, 1}, {true, false}, std::make_shared<int>(1)};
  }
  int handle_call(broken, from) { throw std::runtime_error("as in C++"); }
  void handle_cast(kept) { taken_ = "kept"; }
  void handle_cast(article given) { taken_ = given.name; }
  void handle_continue(term client) {
    reply(*client.get_if<from>(), std::vector<article>{{"tea", 2.5}});
  }
  std::string state() const { return taken_; }

 private:
  static int number_of(const branch& root) {
    int all = 1;
    for (const branch& each : root.branches) all += number_of(each);
    return all;
  }
  std::string taken_ = "nothing";
};

/// Typed requests and terms side by side.
class mixed : public gen_server<mixed, calls<total>> {
 public:
  double handle_call(total request, from) { return static_cast<double>(request.prices.size()); }
  term handle_call(term request, from) { return tuple("term", std::move(request)); }
  void handle_cast(const term&) {}
};

}  // namespace bazaar

namespace {

struct asking : testing::node {
  const pid shop = start<bazaar::shop>();

  std::string reply_to(term request) { return to_string(call_plain(shop, std::move(request))); }
  std::string refusal_of(const pid& server, term request, bool is_call = true) {
    try {
      is_call ? static_cast<void>(call_plain(server, std::move(request)))
              : cast_plain(server, std::move(request));
    } catch (const not_understood& error) {
      return error.what();
    }
    return "understood";
  }
  bool refused(term request) {
    return refusal_of(shop, std::move(request)).find(" does not understand ") != std::string::npos;
  }
  void teardown() {
    exit(shop, exit_reason::kill);
    settle();
    testing::node::teardown();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(plain_request_test, asking)

BOOST_AUTO_TEST_CASE(a_typed_request_is_a_list_of_its_name_and_its_fields) {
  BOOST_TEST(reply_to(list_of("total", list_of(1, 2.5))) == "3.5");
  BOOST_TEST(reply_to(list_of("bazaar::total", list_of())) == "0.0");
}

BOOST_AUTO_TEST_CASE(one_without_fields_may_be_the_name_alone) {
  BOOST_TEST(reply_to("forget") == "nil");
  BOOST_TEST(reply_to(list_of("forget")) == "nil");
}

BOOST_AUTO_TEST_CASE(structs_in_it_are_lists_and_in_the_reply_tuples) {
  map coupons{{"spring", 1}};
  BOOST_TEST(reply_to(list_of("echo", list_of(list_of(list_of("tea", 2)), term(),
                                              std::move(coupons), list_of(7, true)))) ==
             R"(([("tea", 2.0)], nil, {"spring": 1}, (7, true)))");
}

BOOST_AUTO_TEST_CASE(a_struct_may_hold_itself) {
  BOOST_TEST(reply_to(list_of("count", list_of("a", list_of(list_of("b", list_of()))))) == "2");
}

BOOST_AUTO_TEST_CASE(a_field_that_does_not_fit_is_not_understood) {
  BOOST_TEST(reply_to(list_of("tiny", 127)) == "127");
  BOOST_TEST(refused(list_of("tiny", 128)));
  BOOST_TEST(refused(list_of("tiny", 1.0)));
  BOOST_TEST(refused(list_of("tiny", "1")));
  BOOST_TEST(refused(list_of("tiny")));
  BOOST_TEST(refused(list_of("tiny", 1, 2)));
  BOOST_TEST(refused("tiny"));
  BOOST_TEST(refused(list_of("total", list_of(1, "2"))));
  BOOST_TEST(refused(term()));
  BOOST_TEST(refused(7));
  BOOST_TEST(refused(list_of()));
  BOOST_TEST(refused(map{{"total", list_of(1)}}));
}

BOOST_AUTO_TEST_CASE(a_field_that_is_a_term_takes_anything_and_objects_in_replies_become_texts) {
  BOOST_TEST(reply_to(list_of("anything", list_of(1, term()))) == R"(([1, nil], "bazaar::kept"))");
}

BOOST_AUTO_TEST_CASE(a_reply_that_comes_later_is_data_too) {
  BOOST_TEST(reply_to("later") == R"([("tea", 2.5)])");
}

BOOST_AUTO_TEST_CASE(replies_are_shown_as_far_as_there_is_something_to_show) {
  BOOST_TEST(
      reply_to("replies").starts_with(R"((3, [1, 2], [true, false], "std::shared_ptr<int>)"));
}

BOOST_AUTO_TEST_CASE(a_cast_is_on_its_way_when_cast_plain_returns) {
  cast_plain(shop, "kept");
  BOOST_TEST(to_string(sys::get_state(shop)) == "\"kept\"");
  cast_plain(shop, list_of("article", "tea", 1));
  BOOST_TEST(to_string(sys::get_state(shop)) == "\"tea\"");
}

BOOST_AUTO_TEST_CASE(calls_and_casts_are_not_taken_for_each_other) {
  BOOST_TEST(refused("kept"));
  BOOST_TEST(refusal_of(shop, "forget", false).find("does not understand the cast \"forget\"") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_not_understood_is_told_what_would_be_and_the_server_goes_on) {
  const std::string why = refusal_of(shop, list_of("pop", 1));
  BOOST_TEST(why.starts_with(to_string(shop) + R"( does not understand ["pop", 1]; it handles: )"));
  for (
      const char* form :
      {R"(["total", [number, ...]])", R"("forget")", R"(["tiny", integer])",
       R"(["anything", anything])", R"("kept" (cast))", R"(["article", text, number] (cast))",
       R"(["echo", [[[text, number], ...], text or null, {text: integer, ...}, [integer, boolean]]])",
       R"("with_pointer" (not from JSON))"}) {
    BOOST_TEST(why.find(form) != std::string::npos, why << " has no " << form);
  }
  BOOST_TEST(is_alive(shop));
}

BOOST_AUTO_TEST_CASE(a_struct_of_which_data_cannot_say_all_is_not_understood) {
  for (const char* name : {"with_pointer", "with_array", "with_standard_array", "with_base",
                           "with_reference", "nine_fields", "with_constructor"}) {
    BOOST_TEST(refused(list_of(name, 1)), name);
    BOOST_TEST(refused(name), name);
  }
}

BOOST_AUTO_TEST_CASE(other_requests_go_to_the_handlers_for_terms_if_there_are_any) {
  const pid server = start<bazaar::mixed>();
  BOOST_TEST(to_string(call_plain(server, list_of("total", list_of(1)))) == "1.0");
  BOOST_TEST(to_string(call_plain(server, list_of("total", "x"))) == R"(("term", ["total", "x"]))");
  BOOST_TEST(refusal_of(server, "whatever", false) == "understood");
  stop(server);
}

BOOST_AUTO_TEST_CASE(a_handler_that_throws_crashes_the_server_as_ever) {
  const exit_reason cause = cause_of([&] { call_plain(shop, "broken"); });
  BOOST_TEST(to_string(cause).find("as in C++") != std::string::npos);
  BOOST_TEST(!is_alive(shop));
}

BOOST_AUTO_TEST_CASE(a_suspended_server_gives_no_reply_until_it_is_resumed) {
  sys::suspend(shop);
  BOOST_TEST((cause_of([&] { call_plain(shop, "forget", 0s); }) == exit_reason::timeout));
  sys::resume(shop);
  BOOST_TEST(reply_to("forget") == "nil");
}

BOOST_AUTO_TEST_CASE(who_does_not_exist_is_told_as_by_call) {
  BOOST_TEST((cause_of([] { call_plain("nobody", "forget"); }) == exit_reason::noproc));
}

namespace vault {

struct log_in {
  using reply = bool;
  std::string user;
  secret<std::string> password;
};

class door : public gen_server<door, calls<log_in>> {
 public:
  bool handle_call(log_in request, from) {
    last_ = request.password;
    if (request.user == "crash") {
      fauxtp::send(fauxtp::self(), term(log_in{"somebody", last_}));
      throw std::runtime_error("the door is broken");
    }
    if (request.user == "wait") sleep(infinity);
    return last_.reveal() == "open sesame";
  }
  term state() const { return tuple("last", last_); }

 private:
  secret<std::string> last_;
};

}  // namespace vault

BOOST_FIXTURE_TEST_CASE(a_secret_of_a_request_is_shown_nowhere, fauxtp::testing::node) {
  using namespace vault;
  const std::string word = "open sesame";
  const pid entrance = start<door>();
  BOOST_TEST(to_string(call_plain(entrance, list_of("log_in", "ali", word))) == "true");
  BOOST_TEST(to_string(sys::get_state(entrance)) == R"(("last", ***))");
  std::string all = to_string(term(log_in{"ali", word}));
  for (const char* user : {"crash", "wait"}) {
    const pid other = start<door>();
    spawn([other, user, word, test = self()] {
      try {
        call(other, log_in{user, word}, 1s);
      } catch (const call_error& failure) {
        fauxtp::send(test, std::string(failure.what()));
      }
    });
    settle();
    advance(2s);
    all += receive<std::string>();
    exit(other, exit_reason::kill);
  }
  exit(entrance, exit_reason::kill);
  settle();
  for (const report& each : reports("")) {
    all += each.text;
    for (const auto& [key, value] : each.fields) all += value;
  }
  BOOST_TEST(all.find("the door is broken") != all.npos);
  BOOST_TEST(all.find(word) == all.npos);
}

BOOST_FIXTURE_TEST_CASE(a_type_that_holds_itself_is_read_to_a_depth_of_32, asking) {
  const auto tree = [](int levels) {
    term root = list_of("leaf", list_of());
    for (int i = 1; i < levels; ++i) root = list_of("x", list_of(std::move(root)));
    return list_of("count", std::move(root));
  };
  BOOST_TEST(reply_to(tree(10)) == "10");
  BOOST_CHECK_THROW(call_plain(shop, tree(40)), not_understood);
  BOOST_TEST(is_alive(shop));
}

BOOST_AUTO_TEST_CASE(a_tracer_sees_the_calls_that_go_and_that_come_with_their_fields_and_replies) {
  const pid client = spawn([shop = shop] {
    receive(on("go", [] {}));
    call(shop, ::bazaar::total{{1.5, 2}});
    call(shop, ::bazaar::forget{});
    receive<int>();
  });
  trace(client);
  trace(shop);
  send(client, "go");
  settle();
  std::string sent, received, replies;
  while (const auto event = receive<trace_event>(0s)) {
    const bool goes = event->what == trace_event::kind::sent;
    if (goes) BOOST_TEST(event->to == (event->actor == client ? shop : client));
    std::string& all = event->actor == client ? sent : goes ? replies : received;
    if (event->message != "\"go\"") all += event->message + "; ";
  }
  BOOST_TEST(sent == R"(call ["total", [1.5, 2.0]]; call "forget"; )");
  BOOST_TEST(received == sent);
  BOOST_TEST(replies == "reply 3.5; reply nil; ");
  exit(client, exit_reason::kill);
}

BOOST_AUTO_TEST_SUITE_END()
