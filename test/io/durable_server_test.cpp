// A server whose state outlives all ends: what was acknowledged is there, on the machine's disk and
// on one in memory.
#include "fauxtp/durable_server.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "actor/actors.hpp"
#include "actor/local_node.hpp"
#include "fauxtp/file.hpp"
#include "fauxtp/os_process.hpp"
#include "fauxtp/send_request.hpp"
#include "fauxtp/supervisor.hpp"
#include "fauxtp/testing.hpp"
#include "io/ledger.hpp"
#include "io/sockets.hpp"
#include "repetitions.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
namespace fs = std::filesystem;

namespace {

struct add_and_throw {
  using reply = void;
  std::int64_t number = 0;
};
struct add_and_stop {
  using reply = std::string;
  std::int64_t number = 0;
};
/// Is answered by the next `answer_all`.
struct add_and_wait {
  using reply = std::int64_t;
  std::int64_t number = 0;
};
struct answer_all {};
struct add_quietly {
  std::int64_t number = 0;
};
/// Adds a number, brings it to the disk, and does something then.
struct add_first {
  using reply = void;
  std::int64_t number = 0;
  std::function<void()> then;
};

using numbers = std::vector<std::int64_t>;

class book : public durable_server<
                 book, ledger, events<added>,
                 calls<add, add_all, look, add_and_throw, add_and_stop, add_and_wait, add_first>,
                 casts<add_quietly, answer_all>> {
 public:
  explicit book(const durable_options& files, bool traps = false) : durable_server(files) {
    if (traps) trap_exit();
  }

  std::int64_t handle_call(add request, from) {
    record(added{request.number, std::move(request.remark)});
    return std::ssize(state().numbers);
  }
  void handle_call(add_all request, from) {
    for (const std::int64_t each : request.numbers) record(added{each});
  }
  numbers handle_call(look, from) { return state().numbers; }
  void handle_call(add_and_throw request, from) {
    record(added{request.number});
    throw std::runtime_error("on purpose");
  }
  call_result<std::string> handle_call(add_and_stop request, from) {
    record(added{request.number});
    return reply_and_stop(std::string("stops"));
  }
  call_result<std::int64_t> handle_call(add_and_wait request, from client) {
    record(added{request.number});
    waiting_.push_back(client);
    return no_reply;
  }
  void handle_call(add_first request, from) {
    record(added{request.number});
    commit();
    request.then();
  }
  void handle_cast(add_quietly request) { record(added{request.number}); }
  void handle_cast(answer_all) {
    for (const from& each : waiting_) reply(each, std::ssize(state().numbers));
  }

 private:
  std::vector<from> waiting_;
};

/// A folder on the machine's disk, or on the one in memory.
struct folder : testing::node {
  folder() {
    std::string name = (fs::temp_directory_path() / "fauxtp-durable-XXXXXX").string();
    BOOST_REQUIRE(mkdtemp(name.data()) != nullptr);
    options.folder = name;
  }
  ~folder() { fs::remove_all(options.folder); }
  pid open() const { return start<book>(options).value(); }
  std::vector<std::string> files() const {
    std::vector<std::string> all;
    for (const auto& each :
         fauxtp::detail::process::current().node().files().list(options.folder).names) {
      all.push_back(each.string());
    }
    std::sort(all.begin(), all.end());
    return all;
  }
  durable_options options;
};

/// A disk that the test breaks.
struct with_disk : testing::node {
  explicit with_disk(disk made = disk()) : testing::node(made), here(std::move(made)) {}
  pid open() const { return start<book>(options).value(); }
  std::uint64_t used() const {
    std::uint64_t all = 0;
    for (const auto& each : here.files()) all += here.content(each)->size();
    return all;
  }
  disk here;
  durable_options options{.folder = "f"};
};

std::string cause_of(const std::function<void()>& calling) {
  try {
    calling();
    return "none";
  } catch (const call_error& why) {
    return to_string(why.cause());
  }
}

numbers up_to(std::int64_t end) {
  numbers all;
  for (std::int64_t i = 0; i < end; ++i) all.push_back(i);
  return all;
}

void end(pid server) {
  const ref ended = monitor(server);
  stop(server);
  BOOST_TEST(await(ended) == exit_reason::normal);
}

/// What clients have asked for, and what they were told.
struct told {
  std::mutex guard;
  std::vector<std::pair<std::int64_t, std::int64_t>> places;  // and the number there
  std::int64_t asked = 0;
};

/// Each adds numbers of its own until it is not answered.
void ask_often(pid server, int clients, int times, const std::shared_ptr<told>& all) {
  std::vector<ref> ends;
  for (int client = 0; client < clients; ++client) {
    ends.push_back(monitor(spawn({.place = placement::spread}, [=] {
      for (int i = 0; i < times; ++i) {
        std::int64_t number = 0;
        {
          const std::lock_guard lock(all->guard);
          number = all->asked++;
        }
        try {
          const std::int64_t place = call(server, add{number}, infinity);
          const std::lock_guard lock(all->guard);
          all->places.emplace_back(place, number);
        } catch (const call_error&) {
          return;
        }
      }
    })));
  }
  for (const ref& each : ends) await(each);
}

/// "right", or what is wrong.
std::string check_found(const numbers& found, const told& before) {
  for (const auto& [place, number] : before.places) {
    if (place > std::ssize(found)) return "an acknowledged number is lost";
    if (found[std::size_t(place - 1)] != number) return "the order is another one";
  }
  numbers sorted = found;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) return "one is there twice";
  if (!sorted.empty() && (sorted.front() < 0 || sorted.back() >= before.asked)) return "not asked";
  return "right";
}

constexpr auto folder_of_child = "FAUXTP_TEST_FOLDER";
const boost::unit_test::precondition is_the_child([](boost::unit_test::test_unit_id) {
  return boost::test_tools::assertion_result(std::getenv(folder_of_child) != nullptr);
});

}  // namespace

BOOST_AUTO_TEST_SUITE(durable_server_test)

BOOST_FIXTURE_TEST_CASE(what_was_acknowledged_is_there_after_a_restart, folder) {
  for (std::int64_t run = 0; run < 5; ++run) {
    const pid server = open();
    BOOST_TEST(call(server, look{}) == up_to(run * 3));
    for (std::int64_t i = run * 3; i < run * 3 + 3; ++i) {
      BOOST_TEST(call(server, add{i}) == i + 1);
    }
    end(server);
  }
}

BOOST_FIXTURE_TEST_CASE(a_crash_and_a_kill_lose_nothing, folder) {
  trap_exit();
  const pid top = supervisor::start_link(
      {.intensity = 1000, .children = {{.start = child_start<book>(options), .name = "book"}}});
  std::int64_t count = 0;
  for (int i = 0; i < 20; ++i) {
    BOOST_TEST(call("book", add{count}) == count + 1);
    ++count;
    const pid before = whereis("book");
    if (i % 2 == 0) {
      kill(before);
    } else {
      BOOST_TEST(cause_of([&] { call("book", add_and_throw{99}); }).find("on purpose") !=
                 std::string::npos);
    }
    wait_for(*this, [&] { return whereis("book") != before && whereis("book") != pid(); });
    BOOST_TEST(call("book", look{}) == up_to(count));
  }
  stop(top);
  BOOST_TEST(signal_from(top) == exit_reason::normal);
}

BOOST_FIXTURE_TEST_CASE(requests_that_come_during_a_sync_go_with_the_next_one_together, with_disk) {
  const pid server = open();
  const std::uint64_t before = here.operations();
  const auto all = std::make_shared<told>();
  ask_often(server, 64, 20, all);
  BOOST_TEST(all->places.size() == 1280U);
  const std::uint64_t commits = (here.operations() - before) / 2;  // a write and a sync
  BOOST_TEST(commits <= 1280U / 4);
  BOOST_TEST(check_found(call(server, look{}), *all) == "right");
  end(server);
}

BOOST_FIXTURE_TEST_CASE(replies_come_in_the_order_of_the_events, folder) {
  const pid server = open();
  const auto all = std::make_shared<told>();
  ask_often(server, 16, 50, all);
  const numbers found = call(server, look{});
  BOOST_TEST(found.size() == 800U);
  BOOST_TEST(check_found(found, *all) == "right");
  end(server);
  const pid again = open();
  BOOST_TEST(call(again, look{}) == found);
  end(again);
}

BOOST_FIXTURE_TEST_CASE(nobody_is_told_of_an_event_that_may_still_be_lost, with_disk) {
  for (std::int64_t i = 0; i < 100; ++i) {
    const pid server = open();
    cast(server, add_quietly{i});
    BOOST_REQUIRE(call(server, look{}) == up_to(i + 1));
    here.lose_power(unsynced::lost);
    BOOST_REQUIRE(cause_of([&] { call(server, add{}); }).find("Input/output error") !=
                  std::string::npos);
    end(server);
  }
}

BOOST_FIXTURE_TEST_CASE(a_handler_that_throws_has_recorded_nothing, folder) {
  const pid server = open();
  call(server, add{0});
  cast(server, add_quietly{1});
  BOOST_TEST(cause_of([&] { call(server, add_and_throw{99}); }).find("on purpose") !=
             std::string::npos);
  const pid again = open();
  BOOST_TEST(call(again, look{}) == up_to(2));
  end(again);
}

BOOST_FIXTURE_TEST_CASE(the_last_reply_and_a_later_one_are_durable_too, with_disk) {
  pid server = open();
  task waiting([server] { return call(server, add_and_wait{0}); });
  settle();
  cast(server, answer_all{});
  BOOST_TEST(waiting.join() == 1);
  here.lose_power(unsynced::lost);
  end(server);
  server = open();
  BOOST_TEST(call(server, look{}) == up_to(1));
  BOOST_TEST(call(server, add_and_stop{1}) == "stops");
  here.lose_power(unsynced::lost);
  server = open();
  BOOST_TEST(call(server, look{}) == up_to(2));
  end(server);
}

BOOST_FIXTURE_TEST_CASE(a_server_that_is_suspended_has_answered_before, folder) {
  const pid server = open();
  auto asked = send_request(server, add{0});
  sys::suspend(server);
  BOOST_TEST(receive_response(std::move(asked), infinity) == 1);
  sys::resume(server);
  end(server);
}

BOOST_FIXTURE_TEST_CASE(what_came_before_the_order_to_end_is_kept, folder) {
  for (std::int64_t i = 0; i < 20; ++i) {
    const pid parent = spawn([this, i] {
      trap_exit();
      const pid server = start_link<book>(options, true);
      cast(server, add_quietly{i});
      exit(server, exit_reason::shutdown);
      receive(on(type<exit_signal>, [](const exit_signal&) {}));
    });
    await(monitor(parent));
  }
  const pid again = open();
  BOOST_TEST(call(again, look{}) == up_to(20));
  end(again);
}

BOOST_FIXTURE_TEST_CASE(a_server_without_a_folder_does_not_start, folder) {
  BOOST_TEST(to_string(start<book>(durable_options{}).reason()).find("needs a folder") !=
             std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_handler_may_wait_until_its_events_are_on_the_disk, with_disk) {
  const pid server = open();
  std::string on_disk;
  const auto look_there = [&] {
    for (const auto& each : here.files()) on_disk += here.content(each).value();
  };
  call(server, add_first{77, look_there});
  BOOST_TEST(on_disk.find("added") != std::string::npos);
  end(server);
}

BOOST_FIXTURE_TEST_CASE(a_full_disk_fails_the_call_and_not_the_server, with_disk) {
  const pid server = open();
  call(server, add{0});
  here.set({.capacity = used() + 150});
  for (int i = 0; i < 10; ++i) {
    const std::string cause = cause_of([&] { call(server, add{99, std::string(200, 'x')}); });
    BOOST_TEST(cause.starts_with("(\"not_written\", \"write "));
    BOOST_TEST(cause.ends_with(": No space left on device\")"));
    BOOST_TEST(call(server, look{}) == up_to(1));
  }
  cast(server, add_quietly{99});
  BOOST_TEST(call(server, look{}) == up_to(1));
  BOOST_TEST(reports("io/not_written").size() >= 2U);
  here.set({});
  BOOST_TEST(call(server, add{1}) == 2);
  end(server);
  here.lose_power(unsynced::lost);
  const pid again = open();
  BOOST_TEST(call(again, look{}) == up_to(2));
  end(again);
}

BOOST_FIXTURE_TEST_CASE(a_file_that_may_not_grow_fails_the_call_and_not_the_server, folder,
                        *needs_descriptors) {
  const pid server = open();
  call(server, add{0});
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  rlimit small = before;
  small.rlim_cur = 1000;
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);
  const std::string cause = cause_of([&] { call(server, add{99, std::string(2000, 'x')}); });
  const numbers seen = call(server, look{});
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  BOOST_TEST(cause.find("File too large") != std::string::npos);
  BOOST_TEST(seen == up_to(1));
  BOOST_TEST(call(server, add{1}) == 2);
  kill(server);
  await(monitor(server));
  const pid again = open();
  BOOST_TEST(call(again, look{}) == up_to(2));
  end(again);
}

BOOST_FIXTURE_TEST_CASE(a_disk_that_fills_up_in_the_middle_loses_nothing_acknowledged, with_disk) {
  for (std::uint64_t room = 0; room < 3000; room += 100) {
    const pid server = open();
    const auto all = std::make_shared<told>();
    const numbers before = call(server, look{});
    all->asked = std::ssize(before);
    here.set({.capacity = used() + room});
    ask_often(server, 8, 20, all);
    const numbers seen = call(server, look{});
    here.set({});
    BOOST_REQUIRE(check_found(seen, *all) == "right");
    end(server);
    here.lose_power();
    const pid again = open();
    BOOST_REQUIRE(call(again, look{}) == seen);
    end(again);
    for (const auto& each : here.files()) here.core()->remove(each);
  }
}

BOOST_FIXTURE_TEST_CASE(a_disk_that_is_read_only_or_fails_to_write_fails_the_call, with_disk) {
  const pid server = open();
  call(server, add{0});
  for (const disk_faults& each :
       {disk_faults{.read_only = true}, disk_faults{.write_error = EIO}}) {
    here.set(each);
    BOOST_TEST(cause_of([&] { call(server, add{99}); }).starts_with("(\"not_written\""));
    BOOST_TEST(call(server, look{}) == up_to(1));
    here.set({});
  }
  BOOST_TEST(call(server, add{1}) == 2);
  end(server);
  here.set({.read_only = true});
  BOOST_TEST(to_string(start<book>(options).reason()).find("Read-only file system") !=
             std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(several_events_of_a_request_are_there_or_none, with_disk) {
  pid server = open();
  call(server, add{0});
  for (std::uint64_t room = 0; room < 200; ++room) {
    here.set({.capacity = used() + room});
    const numbers before = call(server, look{});
    const auto next = std::ssize(before);
    const bool failed = cause_of([&] {
                          call(server, add_all{{next, next + 1, next + 2}});
                        }) != "none";
    BOOST_REQUIRE(call(server, look{}) == up_to(failed ? next : next + 3));
  }
  here.set({});
  end(server);
}

BOOST_FIXTURE_TEST_CASE(a_sync_that_fails_ends_the_server_with_what_is_known, with_disk) {
  for (std::int64_t i = 0; i < 200; ++i) {
    const pid server = open();
    const numbers before = call(server, look{});
    const auto next = std::ssize(before);
    BOOST_REQUIRE(call(server, add{next}) == next + 1);
    const ref ended = monitor(server);
    here.set({.sync_error = EIO, .failures = 1});
    const std::string cause = cause_of([&] { call(server, add{next + 1}); });
    BOOST_REQUIRE(cause.find("sync") != std::string::npos);
    BOOST_REQUIRE(cause.find("Input/output error") != std::string::npos);
    BOOST_REQUIRE(await(ended).abnormal());
    if (i % 2 == 0) here.lose_power();
    // What was not acknowledged may be there, and what was is.
    const pid again = open();
    const numbers after = call(again, look{});
    BOOST_REQUIRE(after.size() >= before.size() + 1);
    BOOST_REQUIRE(after == up_to(std::ssize(after)));
    BOOST_REQUIRE(call(again, add{std::ssize(after)}) == std::ssize(after) + 1);
    end(again);
    here.lose_power();
  }
}

BOOST_FIXTURE_TEST_CASE(an_event_of_10_MB_is_kept, folder) {
  const pid server = open();
  call(server, add{0, std::string(10'000'000, 'x')});
  call(server, add{1});
  end(server);
  const pid again = open();
  BOOST_TEST(call(again, look{}) == up_to(2));
  end(again);
}

BOOST_FIXTURE_TEST_CASE(a_hundred_thousand_events_are_kept, folder) {
  const pid server = open();
  constexpr std::int64_t many = 100'000;
  for (std::int64_t i = 0; i < many; ++i) {
    cast(server, add_quietly{i});
    if (i % 1000 == 999) call(server, look{});
  }
  const numbers all = call(server, look{});
  end(server);
  const pid again = open();
  BOOST_TEST((call(again, look{}) == all && all == up_to(many)));
  end(again);
}

BOOST_FIXTURE_TEST_CASE(snapshots_keep_the_journal_short, folder) {
  options.snapshot_after = 2000;
  const pid server = open();
  for (std::int64_t i = 0; i < 300; ++i) call(server, add{i, std::string(100, 'x')});
  BOOST_TEST(call(server, look{}).size() == 300U);  // the snapshot is made after the reply
  const auto there = files();
  BOOST_TEST(there.size() == 3U);
  BOOST_TEST(there[1] == "lock");
  BOOST_TEST(io::file(options.folder / there[0]).size() < 5000U);
  BOOST_TEST(io::file(options.folder / there[2]).size() < 5000U);
  end(server);
  const pid again = open();
  BOOST_TEST(call(again, look{}) == up_to(300));
  end(again);
}

BOOST_FIXTURE_TEST_CASE(a_second_server_in_the_same_folder_is_refused, folder) {
  const pid server = open();
  const auto other = start<book>(options);
  BOOST_TEST(!other.ok());
  BOOST_TEST(to_string(other.reason()).find("another server uses this folder") !=
             std::string::npos);
  durable_options spelled = options;
  spelled.folder = options.folder / ".." / options.folder.filename() / ".";
  BOOST_TEST(!start<book>(spelled).ok());
  if (on_the_machine()) {
    const fs::path link = options.folder.string() + "-link";
    fs::create_directory_symlink(options.folder, link);
    spelled.folder = link;
    BOOST_TEST(!start<book>(spelled).ok());
    fs::remove(link);
  }
  call(server, add{0});
  end(server);
  const pid again = open();
  BOOST_TEST(call(again, look{}) == up_to(1));
  end(again);
}

BOOST_FIXTURE_TEST_CASE(a_folder_that_is_not_there_is_told, folder, *needs_descriptors) {
  options.folder /= "none";
  BOOST_TEST(to_string(start<book>(options).reason()).find("none/lock: No such file") !=
             std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_server_that_is_killed_within_a_commit_leaves_all_that_it_said, folder) {
  const auto all = std::make_shared<told>();
  for (int i = 0; i < repetitions(200); ++i) {
    const pid server = open();
    const pid killer = spawn({.place = placement::spread}, [server, i] {
      for (int step = 0; step < i % 23; ++step) yield();
      kill(server);
    });
    const ref end_of_killer = monitor(killer);
    ask_often(server, 4, 5, all);
    await(end_of_killer);
    kill(server);
    const ref ended = monitor(server);
    await(ended);
    const pid again = open();
    BOOST_REQUIRE(check_found(call(again, look{}), *all) == "right");
    end(again);
  }
}

BOOST_AUTO_TEST_CASE(what_was_acknowledged_survives_a_loss_of_power_at_any_moment) {
  std::size_t answered = 0, found_more = 0;
  for (int seed = 1; seed <= 20 * repetitions(100); ++seed) {
    disk on{std::uint64_t(seed)};
    const auto all = std::make_shared<told>();
    const durable_options options{.folder = "f", .snapshot_after = 700};
    on.set({.stops_after = std::uint64_t(seed % 97)});
    {
      testing::node before(on);
      for (int run = 0; run < 2; ++run) {
        const auto server = start<book>(options);
        if (!server.ok()) continue;
        ask_often(server, 5, 5, all);
        const ref ended = monitor(server);
        exit(server, exit_reason::kill);
        await(ended);
      }
      on.lose_power(seed % 3 == 0 ? unsynced::kept : unsynced::by_chance);
    }
    testing::node after(on);
    const pid again = start<book>(options);
    const numbers found = call(again, look{});
    BOOST_REQUIRE_MESSAGE(check_found(found, *all) == "right", check_found(found, *all)
                                                                   << ", seed " << seed);
    answered += all->places.size();
    found_more += found.size() - all->places.size();
    end(again);
  }
  BOOST_TEST(answered > 0U);
  BOOST_TEST(found_more > 0U);  // written, and not acknowledged
}

BOOST_FIXTURE_TEST_CASE(last_second_syncs_when_a_second_has_passed, with_disk) {
  options.keeps = durability::last_second;
  const pid server = open();
  const std::uint64_t before = here.operations();
  for (std::int64_t i = 0; i < 10; ++i) call(server, add{i});
  BOOST_TEST(here.operations() - before == 10U);
  advance(std::chrono::milliseconds(999));
  BOOST_TEST(here.operations() - before == 10U);
  advance(std::chrono::milliseconds(1));
  BOOST_TEST(here.operations() - before == 11U);
  advance(std::chrono::seconds(10));
  BOOST_TEST(here.operations() - before == 11U);
  call(server, add{10});
  kill(server);
  await(monitor(server));
  here.lose_power(unsynced::lost);
  const pid again = open();
  BOOST_TEST(call(again, look{}) == up_to(10));
  end(again);
}

BOOST_FIXTURE_TEST_CASE(process_crash_never_syncs_and_survives_the_end_of_the_process, with_disk) {
  options.keeps = durability::process_crash;
  const pid server = open();
  const std::uint64_t before = here.operations();
  for (std::int64_t i = 0; i < 10; ++i) call(server, add{i});
  advance(std::chrono::seconds(10));
  BOOST_TEST(here.operations() - before == 10U);
  kill(server);
  await(monitor(server));
  here.lose_power(unsynced::kept);
  const pid again = open();
  BOOST_TEST(call(again, look{}) == up_to(10));
  end(again);
}

BOOST_FIXTURE_TEST_CASE(a_torn_end_is_told_in_the_log, with_disk) {
  const pid server = open();
  call(server, add{0});
  end(server);
  for (const auto& each : here.files()) {
    if (each.filename() != "snapshot") {
      here.put(each, here.content(each).value() + "half a record");
    }
  }
  const pid again = open();
  BOOST_TEST(call(again, look{}) == up_to(1));
  const auto told = reports("io/journal_cut");
  BOOST_TEST(told.size() == 1U);
  BOOST_TEST(told[0].text.find("cut the last 13 bytes of ") == 0U);
  end(again);
}

// Not a test: a process that the next one kills.
BOOST_AUTO_TEST_CASE(adds_numbers_until_it_is_killed, *is_the_child) {
  const fauxtp::node here(node_options{});
  const pid server =
      start<book>(durable_options{.folder = std::getenv(folder_of_child), .snapshot_after = 2000});
  const auto begin = std::ssize(call(server, look{}));
  for (std::int64_t i = begin;; ++i) {
    call(server, add{i});
    const std::string line = "acknowledged " + std::to_string(i) + "\n";
    if (write(STDOUT_FILENO, line.data(), line.size()) < 0) return;
  }
}

BOOST_FIXTURE_TEST_CASE(a_process_that_is_killed_has_kept_all_that_it_said, folder,
                        *needs_descriptors) {
  std::int64_t last = -1;
  for (int run = 0; run < 10; ++run) {
    io::process child(
        {.command = {"/proc/self/exe", "--catch_system_errors=no",
                     "--run_test=durable_server_test/adds_numbers_until_it_is_killed"},
         .env = {{folder_of_child, options.folder.string()}},
         .out = io::standard_stream::piped});
    std::string said;
    std::array<char, 4096> part;
    for (int reads = 0; reads < 3 + run * 3; ++reads) {
      const std::size_t size = child.out().read_some(part);
      BOOST_REQUIRE(size > 0U);
      said.append(part.data(), size);
    }
    child.signal(SIGKILL);
    while (const std::size_t size = child.out().read_some(part)) said.append(part.data(), size);
    child.wait();
    const std::size_t line = said.rfind("acknowledged ", said.rfind('\n'));
    last = std::stoll(said.substr(line + 13));
    const pid server = open();
    const numbers found = call(server, look{});
    BOOST_TEST((std::ssize(found) > last && found == up_to(std::ssize(found))));
    end(server);
  }
  BOOST_TEST(last > 0);
}

BOOST_AUTO_TEST_SUITE_END()
