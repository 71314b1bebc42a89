// A name is looked up while its holder is killed and another actor takes it: all that may come of
// it comes about by some seed.
#include <boost/test/unit_test.hpp>
#include <map>
#include <string>

#include "fauxtp/link.hpp"
#include "fauxtp/log.hpp"
#include "fauxtp/node.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/spawn.hpp"

using namespace fauxtp;

namespace {

constexpr std::uint64_t seeds = 200;

struct question {
  pid from;
};
struct told {
  std::string what;
};

/// Answers each question with its name.
void answer_as(const std::string& name) {
  for (;;) send(receive<question>().from, told{name + " answers"});
}

/// What happens to a question for whom the name stands for.
std::string fate_of_a_question() {
  const pid found = whereis("printer");
  if (!found) return "nobody has it";
  monitor(found);
  send(found, question{self()});
  return receive(on(type<told>, [](told answer) { return answer.what; }),
                 on(type<down>, [](const down& ended) {
                   return ended.reason == exit_reason::noproc
                              ? std::string("the old one has ended before it is asked")
                              : std::string("the old one ends before it answers");
                 }));
}

/// By which attempt the other one gets the name.
std::string attempt_of(pid other) {
  if (register_name("printer", other)) return "at once";
  const pid holder = whereis("printer");
  if (!holder) return "not at once, and nobody has it";
  const ref end = monitor(holder);
  receive(on(where([end](const down& ended) { return ended.monitor == end; }), [](const down&) {}));
  return register_name("printer", other) ? "when its holder has ended"
                                         : "not when its holder has ended";
}

struct outcome {
  std::string question, attempt;
  auto operator<=>(const outcome&) const = default;
};

outcome outcome_of(std::uint64_t seed) {
  node_options options;
  options.workers = 3;
  options.interleaving = seed;
  options.manual_clock = true;
  options.log = [](const report&) {};  // of questions to the dead
  const node here(options);
  const spawn_options anywhere{.place = placement::spread};
  const pid old = spawn(anywhere, answer_as, "the old one");
  const pid other = spawn(anywhere, answer_as, "the other one");
  register_name("printer", old);
  const pid test = self();
  spawn(anywhere, [test] { send(test, tuple("question", fate_of_a_question())); });
  spawn(anywhere, [old] { exit(old, exit_reason::kill); });
  spawn(anywhere, [test, other] { send(test, tuple("attempt", attempt_of(other))); });
  const auto text = [](const char* of) {
    return receive(on(tuple(of, type<std::string>), [](std::string what) { return what; }));
  };
  const std::string question = text("question");
  return {question, text("attempt")};
}

/// How many seeds lead to each outcome.
struct all_outcomes {
  std::map<std::string, int> questions, attempts;
  all_outcomes() {
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
      const outcome one = outcome_of(seed);
      ++questions[one.question];
      ++attempts[one.attempt];
    }
  }
  static const all_outcomes& found() {
    static const all_outcomes all;
    return all;
  }
  static bool has_question(const std::string& fate) { return found().questions.contains(fate); }
  static bool has_attempt(const std::string& way) { return found().attempts.contains(way); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(name_race_test)

BOOST_AUTO_TEST_CASE(who_is_asked_by_a_name_may_answer) {
  BOOST_TEST(all_outcomes::has_question("the old one answers"));
}

BOOST_AUTO_TEST_CASE(who_is_found_by_a_name_may_have_ended_before_it_is_asked) {
  BOOST_TEST(all_outcomes::has_question("the old one has ended before it is asked"));
}

BOOST_AUTO_TEST_CASE(who_is_asked_by_a_name_may_end_before_it_answers) {
  BOOST_TEST(all_outcomes::has_question("the old one ends before it answers"));
}

BOOST_AUTO_TEST_CASE(a_name_may_be_nobodys_for_a_moment) {
  BOOST_TEST(all_outcomes::has_question("nobody has it"));
}

BOOST_AUTO_TEST_CASE(a_name_may_be_anothers_already) {
  BOOST_TEST(all_outcomes::has_question("the other one answers"));
}

BOOST_AUTO_TEST_CASE(no_question_has_another_fate) {
  BOOST_TEST(all_outcomes::found().questions.size() == 5u);
}

BOOST_AUTO_TEST_CASE(a_name_may_be_got_at_once_or_be_free_just_after_it_was_refused) {
  BOOST_TEST(all_outcomes::has_attempt("at once"));
  BOOST_TEST(all_outcomes::has_attempt("not at once, and nobody has it"));
}

BOOST_AUTO_TEST_CASE(a_name_is_free_when_its_holder_has_ended) {
  BOOST_TEST(all_outcomes::has_attempt("when its holder has ended"));
  BOOST_TEST(!all_outcomes::has_attempt("not when its holder has ended"));
}

BOOST_AUTO_TEST_CASE(the_same_seed_leads_to_the_same_outcome) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    BOOST_TEST((outcome_of(seed) == outcome_of(seed)));
  }
}

BOOST_AUTO_TEST_SUITE_END()
