// Programs that end in an unusual way, and what they say before that.
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <optional>
#include <string>

extern char** environ;

namespace {

struct outcome {
  std::string said;
  bool aborted = false;
  std::optional<int> code{};
};

outcome run(const char* program, const char* argument = nullptr) {
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  char* const arguments[] = {const_cast<char*>(program), const_cast<char*>(argument), nullptr};
  pid_t child = 0;
  const int failed = posix_spawn(&child, program, &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (failed != 0) throw std::runtime_error(std::string("cannot run ") + program);
  outcome result;
  char text[4096];
  for (ssize_t got; (got = read(ends[0], text, sizeof text)) > 0;) {
    result.said.append(text, static_cast<std::size_t>(got));
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  result.aborted = WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
  if (WIFEXITED(status)) result.code = WEXITSTATUS(status);
  return result;
}

bool says(const outcome& outcome, std::string_view text) {
  if (outcome.said.find(text) != std::string::npos) return true;
  BOOST_TEST_MESSAGE("it said: " << outcome.said);
  return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(abort_test)

BOOST_AUTO_TEST_CASE(a_stack_overflow_names_the_actor_and_its_stack_size_and_aborts) {
  const outcome overflow = run(OVERFLOWING_ACTOR);
  BOOST_TEST(overflow.aborted);
  BOOST_TEST(says(overflow, "stack overflow in actor digger"));
#ifndef __SANITIZE_ADDRESS__  // gives actors larger stacks
  BOOST_TEST(says(overflow, "its stack of 32 KiB is used up"));
#endif
}

BOOST_AUTO_TEST_CASE(a_local_larger_than_the_stack_does_not_jump_over_the_guard) {
  const outcome overflow = run(OVERFLOWING_ACTOR, "large");
  BOOST_TEST(overflow.aborted);
  BOOST_TEST(says(overflow, "stack overflow in actor digger"));
}

BOOST_AUTO_TEST_CASE(a_node_that_cannot_end_names_the_actor_that_never_waits_and_aborts) {
  const outcome hogged = run(NEVER_WAITING_ACTOR);
  BOOST_TEST(hogged.aborted);
  BOOST_TEST(says(hogged, "hog"));
  BOOST_TEST(says(hogged, "200 ms"));
  BOOST_TEST(says(hogged, "Now running: hog\n"));
}

BOOST_AUTO_TEST_CASE(a_node_that_is_a_static_object_is_left_when_main_returns) {
  const outcome left = run(STATIC_NODE);
  BOOST_TEST((left.code == 7));
  BOOST_TEST(left.said == "main returns\nthe actor ends: shutdown\nno actor is left\n");
}

BOOST_AUTO_TEST_SUITE_END()
