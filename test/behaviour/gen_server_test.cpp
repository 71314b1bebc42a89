// Servers: which handler gets what, and how a server answers, goes on and ends.
#include "fauxtp/gen_server.hpp"

#include <boost/test/unit_test.hpp>

#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/testing.hpp"
#include "servers.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

struct add {
  using reply = int;
  int amount;
};
struct touch {
  using reply = void;
};
struct reset {};
struct unknown {
  using reply = int;
};

/// A server with typed requests only.
class counter : public gen_server<counter, calls<add, touch>, casts<reset>> {
 public:
  explicit counter(int start = 0) : count_(start) {}
  int handle_call(add request, from) { return count_ += request.amount; }
  void handle_call(touch, from) { ++count_; }
  void handle_cast(reset) { count_ = 0; }

 private:
  int count_;
};

/// A server with typed requests and with terms.
class both : public gen_server<both, calls<add>, casts<reset>> {
 public:
  int handle_call(add request, from) { return request.amount + 1; }
  term handle_call(term request, from) {
    return request == "last" ? term(last_) : tuple("dynamic", std::move(request));
  }
  void handle_cast(reset) { last_ = "typed"; }
  void handle_cast(term request) { last_ = to_string(request); }

 private:
  std::string last_;
};

/// Starts servers that end with the test.
struct served : testing::node {
  template <class Server, class... Args>
  pid serve(Args&&... args) {
    servers.push_back(start<Server>(std::forward<Args>(args)...));
    return servers.back();
  }
  std::vector<pid> servers;
  void teardown() {
    for (const pid each : servers) exit(each, exit_reason::kill);
    settle();
    testing::node::teardown();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(gen_server_test, served)

BOOST_AUTO_TEST_CASE(a_typed_call_returns_the_reply_of_its_handler) {
  const pid server = serve<counter>(10);
  const int sum = call(server, add{5});
  BOOST_TEST(sum == 15);
}

BOOST_AUTO_TEST_CASE(a_call_without_a_value_returns_when_it_was_handled) {
  const pid server = serve<counter>();
  call(server, touch{});
  BOOST_TEST(call(server, add{0}) == 1);
}

BOOST_AUTO_TEST_CASE(a_typed_cast_reaches_its_handler) {
  const pid server = serve<counter>(10);
  cast(server, reset{});
  BOOST_TEST(call(server, add{1}) == 1);
}

BOOST_AUTO_TEST_CASE(a_server_is_called_by_its_name) {
  const pid server = serve<counter>(start_options{.name = "hits"}, 1);
  BOOST_TEST(call("hits", add{1}) == 2);
  cast("hits", reset{});
  BOOST_TEST(call(server, add{1}) == 1);
}

BOOST_AUTO_TEST_CASE(typed_and_dynamic_calls_stand_side_by_side) {
  const pid server = serve<both>();
  BOOST_TEST(call(server, add{1}) == 2);
  BOOST_TEST(to_string(call(server, tuple("pop", 1))) == "(\"dynamic\", (\"pop\", 1))");
  BOOST_TEST(to_string(call(server, "get")) == "(\"dynamic\", \"get\")");
}

BOOST_AUTO_TEST_CASE(typed_and_dynamic_casts_stand_side_by_side) {
  const pid server = serve<both>();
  cast(server, reset{});
  BOOST_TEST(call(server, "last") == "typed");
  cast(server, tuple("push", 1));
  BOOST_TEST(call(server, "last") == "(\"push\", 1)");
}

BOOST_AUTO_TEST_CASE(requests_of_one_client_are_handled_in_order) {
  class keeps : public gen_server<keeps> {
   public:
    void handle_cast(term number) { out_of_order_ += number.as<int>() != next_++; }
    term handle_call(term, from) { return out_of_order_; }

   private:
    int next_ = 0, out_of_order_ = 0;
  };
  const pid server = serve<keeps>();
  for (int i = 0; i < 1000; ++i) cast(server, i);
  BOOST_TEST(call(server, "wrong") == 0);
}

BOOST_AUTO_TEST_CASE(a_reply_may_come_later_and_from_the_server_itself) {
  class later : public gen_server<later> {
   public:
    call_result<term> handle_call(term request, from client) {
      if (request == "wait") {
        waiting_ = client;
        return no_reply;
      }
      reply(waiting_, "released");
      return term("ok");
    }

   private:
    from waiting_;
  };
  const pid server = serve<later>();
  spawn([server, test = self()] { send(test, call(server, "wait")); });
  settle();
  BOOST_TEST(call(server, "go") == "ok");
  BOOST_TEST(receive<std::string>() == "released");
}

BOOST_AUTO_TEST_CASE(a_reply_may_come_from_another_actor) {
  class delegates : public gen_server<delegates> {
   public:
    call_result<term> handle_call(term, from client) {
      spawn([client] { reply(client, "done by another"); });
      return no_reply;
    }
  };
  BOOST_TEST(call(serve<delegates>(), "work") == "done by another");
}

BOOST_AUTO_TEST_CASE(of_two_replies_the_first_counts_and_the_other_is_dropped) {
  class generous : public gen_server<generous> {
   public:
    call_result<term> handle_call(term, from client) {
      reply(client, "first");
      return term("second");
    }
  };
  const pid server = serve<generous>();
  BOOST_TEST(call(server, "x") == "first");
  settle();
  BOOST_TEST(!receive<std::string>(0s));
}

BOOST_AUTO_TEST_CASE(G9_reply_and_stop_runs_terminate_first_and_replies_then) {
  class last_words : public gen_server<last_words> {
   public:
    explicit last_words(pid test) : test_(test) {}
    call_result<term> handle_call(term, from) {
      return reply_and_stop(term("bye"), exit_reason::shutdown);
    }

   protected:
    void terminate(const exit_reason& reason) override { send(test_, to_string(reason)); }

   private:
    pid test_;
  };
  const pid server = serve<last_words>(self());
  const ref end = monitor(server);
  spawn([server, test = self()] { send(test, call(server, "x")); });
  BOOST_TEST(receive<std::string>() == "shutdown");
  BOOST_TEST(receive<std::string>() == "bye");
  settle();
  BOOST_TEST(testing::end_of(end) == exit_reason::shutdown);
}

BOOST_AUTO_TEST_CASE(G9_the_caller_gets_the_reply_and_never_the_end_2000_times) {
  class once : public gen_server<once> {
   public:
    call_result<term> handle_call(term, from) { return reply_and_stop(term(1)); }
  };
  int replies = 0;
  for (int i = 0; i < 2000; ++i) {
    const pid server = start<once>();
    replies += call(server, "x") == 1;
  }
  settle();
  BOOST_TEST(replies == 2000);
}

BOOST_AUTO_TEST_CASE(stop_without_a_reply_gives_the_caller_the_reason) {
  class refuses : public gen_server<refuses> {
   public:
    term handle_call(term, from) { stop(exit_reason::shutdown); }
  };
  BOOST_TEST(testing::cause_of([server = serve<refuses>()] { call(server, "x"); }) ==
             exit_reason::shutdown);
}

BOOST_AUTO_TEST_CASE(other_messages_go_to_handle_info) {
  class informed : public gen_server<informed> {
   public:
    explicit informed(pid test) : test_(test) {}
    void handle_info(term message) { send(test_, std::move(message)); }

   private:
    pid test_;
  };
  send(serve<informed>(self()), tuple("news", 1));
  settle();
  BOOST_TEST(testing::next_message() == "(\"news\", 1)");
}

BOOST_AUTO_TEST_CASE(messages_that_a_server_names_go_to_handlers_of_their_own) {
  struct tick {
    int number;
  };
  class watcher : public gen_server<watcher, calls<>, casts<>, messages<down, tick>> {
   public:
    explicit watcher(pid test) : test_(test) {}
    void handle_info(tick now) { send(test_, now.number); }
    void handle_info(const down& end) { send(test_, end.reason); }
    void handle_info(term other) { send(test_, tuple("other", std::move(other))); }

   private:
    pid test_;
  };
  const pid server = serve<watcher>(self());
  send(server, tick{7});
  BOOST_TEST(receive<int>() == 7);
  send(server, down{make_ref(), self(), exit_reason::shutdown});
  BOOST_TEST((receive<exit_reason>() == exit_reason::shutdown));
  send(server, "hello");
  BOOST_TEST((receive<term>() == tuple("other", "hello")));
}

BOOST_AUTO_TEST_CASE(without_handle_info_other_messages_are_logged_and_dropped) {
  const pid server = serve<counter>(1);
  send(server, "what is this?");
  BOOST_TEST(call(server, add{1}) == 2);
  BOOST_REQUIRE(reports().size() == 1U);
  BOOST_TEST((reports()[0].level == severity::warning));
  BOOST_TEST(reports()[0].text.find("what is this?") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(G6_continue_from_the_constructor_comes_before_messages_already_queued) {
  class continues : public gen_server<continues> {
   public:
    explicit continues(pid test) : test_(test) {
      send(self(), "queued");
      continue_with("first");
      continue_with("second");
    }
    void handle_info(term message) { send(test_, std::move(message)); }
    void handle_continue(term what) { send(test_, std::move(what)); }

   private:
    pid test_;
  };
  serve<continues>(self());
  settle();
  for (const char* expected : {"\"first\"", "\"second\"", "\"queued\""}) {
    BOOST_TEST(testing::next_message() == expected);
  }
}

BOOST_AUTO_TEST_CASE(G6_continue_from_a_handler_comes_before_messages_already_queued) {
  class continues : public gen_server<continues> {
   public:
    explicit continues(pid test) : test_(test) {}
    void handle_cast(term what) {
      if (what == "begin") continue_with("continued");
      send(test_, std::move(what));
    }
    void handle_continue(term what) { send(test_, std::move(what)); }

   private:
    pid test_;
  };
  const pid server = serve<continues>(self());
  cast(server, "begin");
  cast(server, "next");
  settle();
  for (const char* expected : {"\"begin\"", "\"continued\"", "\"next\""}) {
    BOOST_TEST(testing::next_message() == expected);
  }
}

BOOST_AUTO_TEST_CASE(a_call_that_the_server_does_not_know_ends_it_and_names_the_request) {
  const pid server = serve<counter>();
  const exit_reason reason = testing::cause_of([server] { call(server, unknown{}); });
  BOOST_REQUIRE(reason.error() != nullptr);
  BOOST_TEST(reason.error()->type == "fauxtp::bad_request");
  BOOST_TEST(reason.error()->what.find("unknown") != std::string::npos);
  BOOST_TEST(reason.error()->what.find("add") != std::string::npos);
  BOOST_TEST(!is_alive(server));
}

BOOST_AUTO_TEST_CASE(a_cast_that_the_server_does_not_know_ends_it_and_names_the_request) {
  const pid server = serve<counter>();
  const ref end = monitor(server);
  cast(server, tuple("push", 1));
  settle();
  const exit_reason reason = testing::end_of(end);
  BOOST_REQUIRE(reason.error() != nullptr);
  BOOST_TEST(reason.error()->type == "fauxtp::bad_request");
  BOOST_TEST(reason.error()->what.find("(\"push\", 1)") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_exception_in_a_handler_ends_the_server_and_the_call) {
  class breaks : public gen_server<breaks> {
   public:
    term handle_call(term, from) { throw std::runtime_error("broken"); }
  };
  BOOST_TEST(testing::cause_of([server = serve<breaks>()] { call(server, "x"); }) ==
             exit_reason::error("std::runtime_error", "broken"));
}

BOOST_AUTO_TEST_CASE(a_handler_may_call_another_server) {
  class front : public gen_server<front, calls<add>> {
   public:
    explicit front(pid back) : back_(back) {}
    int handle_call(add request, from) { return call(back_, request) + 1; }

   private:
    pid back_;
  };
  const pid back = serve<counter>(0);
  BOOST_TEST(call(serve<front>(back), add{4}) == 5);
}

BOOST_AUTO_TEST_CASE(a_request_whose_reply_is_void_may_be_answered_later) {
  struct wait {
    using reply = void;
    bool at_once;
  };
  struct go {
    using reply = void;
  };
  class gate : public gen_server<gate, calls<wait, go>> {
   public:
    call_result<void> handle_call(wait request, from client) {
      if (request.at_once) return {};
      waiting_ = client;
      return no_reply;
    }
    void handle_call(go, from) { reply(waiting_); }

   private:
    from waiting_;
  };
  const pid server = serve<gate>();
  call(server, wait{true});
  spawn([server, test = self()] {
    call(server, wait{false});
    send(test, "released");
  });
  settle();
  BOOST_TEST(!receive<std::string>(0s));
  call(server, go{});
  BOOST_TEST(receive<std::string>() == "released");
}

BOOST_AUTO_TEST_SUITE_END()
