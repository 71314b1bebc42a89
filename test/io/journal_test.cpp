// The files of a durable_server, without the server: what is there after a loss of power at any
// moment, and which damage is refused.
#include "io/journal.hpp"

#include <algorithm>
#include <boost/crc.hpp>
#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <functional>
#include <random>
#include <set>

#include "fauxtp/io.hpp"
#include "fauxtp/testing_disk.hpp"
#include "io/checksum.hpp"
#include "io/ledger.hpp"
#include "repetitions.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;

namespace {

/// A later version of the ledger, which has forgotten an event.
struct removed {
  std::int64_t number = 0;
};
struct ledger_of_numbers {
  std::vector<std::int64_t> numbers;
  void apply(const removed&) {}
};

constexpr std::uint64_t seeds = repetitions(1000);

/// A server in short: it records numbers that grow, and knows which it has acknowledged.
class bookkeeper {
 public:
  explicit bookkeeper(disk on, durability keeps = durability::nothing_lost)
      : disk_(std::move(on)), keeps_(keeps) {}

  /// Returns what the log is told.
  std::vector<std::string> start() {
    files_.reset();  // gives its lock back
    files_ = std::make_unique<io::journal>(*core_, "f", "ledger", keeps_);
    return files_->open(state);
  }
  /// 0 or an errno. Throws error if it has to be started again.
  int add(std::size_t count, const std::string& remark = {}) {
    std::string batch(io::record_head, '\0');
    const auto first = next;
    for (std::size_t i = 0; i < count; ++i) state.write_event(batch, added{next++, remark});
    const int error = files_->append(batch, std::uint32_t(count));
    if (error != 0) {
      files_->recall(state);
      return error;
    }
    for (auto each = first; each < next; ++each) {
      state.value.apply({each});
      acknowledged.push_back(each);
    }
    return 0;
  }
  io::journal& files() { return *files_; }
  void stop() { files_.reset(); }

  ledger_state state;
  std::int64_t next = 0;
  std::vector<std::int64_t> acknowledged;

 private:
  disk disk_;
  std::shared_ptr<runtime::disk> core_ = disk_.core();
  durability keeps_;
  std::unique_ptr<io::journal> files_;
};

/// Commits, snapshots and a restart. Returns false if the disk has failed.
bool work(bookkeeper& keeper, std::mt19937_64& dice) {
  try {
    keeper.start();
    for (int i = 0; i < 10; ++i) {
      if (keeper.add(1 + dice() % 3, std::string(dice() % 700, 'x')) != 0) return false;
      if (i % 4 == 3 && keeper.files().begin_anew(keeper.state) != 0) return false;
      if (i == 5) keeper.start();
    }
    return true;
  } catch (const io::error&) {
    return false;
  }
}

std::vector<std::int64_t> found_on(const disk& on, durability keeps = durability::nothing_lost) {
  bookkeeper after(on, keeps);
  after.start();
  return after.state.value.numbers;
}

/// Each acknowledged number is there, and none that was not asked for; each once, in order.
std::string check_found(const std::vector<std::int64_t>& found, const bookkeeper& before) {
  if (!std::is_sorted(found.begin(), found.end(), std::less_equal<>())) return "not in order";
  if (!found.empty() && (found.front() < 0 || found.back() >= before.next)) return "not asked for";
  if (!std::includes(found.begin(), found.end(), before.acknowledged.begin(),
                     before.acknowledged.end())) {
    return "not all that was acknowledged";
  }
  return "right";
}

std::uint64_t operations_of(std::uint64_t seed) {
  disk on(seed);
  bookkeeper keeper(on);
  std::mt19937_64 dice(seed);
  BOOST_REQUIRE(work(keeper, dice));
  keeper.stop();
  return on.operations();
}

/// The journal and the snapshot of a ledger with a few numbers.
disk filled(const std::function<void(bookkeeper&)>& fill) {
  disk on;
  bookkeeper keeper(on);
  keeper.start();
  fill(keeper);
  return on;
}

std::filesystem::path journal_on(const disk& on) {
  for (const auto& each : on.files()) {
    if (each.filename().string().starts_with("journal.")) return each;
  }
  BOOST_FAIL("there is no journal");
  return {};
}

disk with(const std::filesystem::path& file, std::string_view content, const disk& like) {
  disk made;
  for (const auto& each : like.files()) made.put(each, like.content(each).value());
  made.put(file, content);
  return made;
}

std::string complaint_about(const disk& on) {
  try {
    found_on(on);
    return "none";
  } catch (const journal_error& why) {
    return why.what();
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(journal_test)

BOOST_AUTO_TEST_CASE(the_checksum_is_that_of_others) {
  std::string bytes;
  for (int size = 0; size < 100; ++size) {
    boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> other;
    other.process_bytes(bytes.data(), bytes.size());
    BOOST_REQUIRE(io::checksum(bytes) == other.checksum());
    bytes.push_back(char(size * 37));
  }
  BOOST_TEST(io::checksum("123456789") == 0xE3069283U);
  BOOST_TEST(io::checksum("6789", io::checksum("12345")) == 0xE3069283U);
}

BOOST_AUTO_TEST_CASE(what_was_acknowledged_survives_a_loss_of_power_after_each_operation) {
  std::uint64_t runs = 0, cut = 0, more = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const std::uint64_t all = operations_of(seed);
    for (std::uint64_t done = 0; done <= all; ++done, ++runs) {
      disk on(seed * 1000 + done);
      bookkeeper before(on);
      std::mt19937_64 dice(seed);
      on.set({.stops_after = done});
      const bool through = work(before, dice);
      before.stop();
      on.lose_power();
      bookkeeper after(on);
      cut += after.start().size();
      const auto& found = after.state.value.numbers;
      BOOST_REQUIRE_MESSAGE(check_found(found, before) == "right",
                            check_found(found, before) << ", seed " << seed << ", " << done);
      BOOST_REQUIRE(!through || std::ssize(found) == before.next);
      more += found.size() > before.acknowledged.size();
    }
  }
  BOOST_TEST_MESSAGE(runs << " runs, " << cut << " torn ends, " << more << " with more");
  BOOST_TEST(runs > 50 * seeds);
  BOOST_TEST(cut > seeds);   // else nothing was tested
  BOOST_TEST(more > seeds);  // written, and not acknowledged
}

BOOST_AUTO_TEST_CASE(what_was_acknowledged_survives_the_end_of_the_process_after_each_operation) {
  for (const durability keeps :
       {durability::nothing_lost, durability::last_second, durability::process_crash}) {
    for (std::uint64_t seed = 1; seed <= seeds / 5; ++seed) {
      const std::uint64_t all = operations_of(seed);
      for (std::uint64_t done = 0; done <= all; ++done) {
        disk on(seed);
        bookkeeper before(on, keeps);
        std::mt19937_64 dice(seed);
        on.set({.stops_after = done});
        work(before, dice);
        before.stop();
        on.lose_power(unsynced::kept);
        BOOST_REQUIRE(check_found(found_on(on, keeps), before) == "right");
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_second_loss_of_power_during_the_start_loses_nothing) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    disk on(seed);
    bookkeeper before(on);
    std::mt19937_64 dice(seed);
    on.set({.stops_after = dice() % 80});
    work(before, dice);
    before.stop();
    on.lose_power();
    for (std::uint64_t done = 0; done < 20; ++done) {
      on.set({.stops_after = done});
      try {
        found_on(on);
      } catch (const io::error&) {
      }
      on.lose_power();
    }
    BOOST_REQUIRE(check_found(found_on(on), before) == "right");
  }
}

BOOST_AUTO_TEST_CASE(a_journal_whose_sync_has_failed_is_not_trusted) {
  std::uint64_t failures = 0;
  for (std::uint64_t seed = 1; seed <= 20 * seeds; ++seed) {
    disk on(seed);
    bookkeeper keeper(on);
    std::mt19937_64 dice(seed);
    const int when = int(dice() % 12);
    for (int i = 0, started = 0; i < 12; ++i) {
      if (i == when) on.set({.sync_error = EIO, .failures = 1 + dice() % 2});
      try {
        if (std::exchange(started, 1) == 0) keeper.start();
        keeper.add(1 + dice() % 2, std::string(dice() % 700, 'x'));
        if (dice() % 4 == 0) keeper.files().begin_anew(keeper.state);
      } catch (const io::error&) {
        ++failures;
        started = 0;
        keeper.stop();
      }
    }
    keeper.stop();
    on.set({});
    on.lose_power();
    BOOST_REQUIRE(check_found(found_on(on), keeper) == "right");
  }
  BOOST_TEST(failures > 10 * seeds);
}

BOOST_AUTO_TEST_CASE(without_syncs_a_loss_of_power_leaves_the_beginning) {
  std::set<std::size_t> seen;
  for (std::uint64_t seed = 1; seed <= 10 * seeds; ++seed) {
    disk on(seed);
    bookkeeper keeper(on, durability::process_crash);
    keeper.start();
    for (int i = 0; i < 6; ++i) keeper.add(1, std::string(200, 'x'));
    keeper.stop();
    on.lose_power();
    const auto found = found_on(on, durability::process_crash);
    for (std::size_t i = 0; i < found.size(); ++i) BOOST_REQUIRE(found[i] == std::int64_t(i));
    seen.insert(found.size());
  }
  BOOST_TEST(seen.size() == 7U);
}

BOOST_AUTO_TEST_CASE(what_was_synced_in_between_is_not_cut_with_the_rest) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    disk on(seed);
    bookkeeper keeper(on, durability::last_second);
    keeper.start();
    for (int i = 0; i < 3; ++i) keeper.add(1, std::string(200, 'x'));
    keeper.files().sync();
    for (int i = 0; i < 3; ++i) keeper.add(1, std::string(200, 'x'));
    keeper.stop();
    on.lose_power();
    BOOST_REQUIRE(found_on(on, durability::last_second).size() >= 3U);
  }
}

BOOST_AUTO_TEST_CASE(an_end_that_is_torn_at_any_byte_is_cut_and_told) {
  const disk on = filled([](bookkeeper& keeper) {
    keeper.add(2);
    keeper.add(1, "the last one");
  });
  const auto path = journal_on(on);
  const std::string whole = on.content(path).value();
  const std::size_t last = whole.rfind(io::record_mark);
  for (std::size_t end = last; end <= whole.size(); ++end) {
    for (const bool zeros : {false, true}) {
      std::string torn = whole.substr(0, end);
      if (zeros) torn.resize(whole.size() + 100);
      bookkeeper after(with(path, torn, on));
      const auto news = after.start();
      const bool is_whole = end == whole.size();
      BOOST_REQUIRE(after.state.value.numbers.size() == (is_whole ? 3U : 2U));
      BOOST_REQUIRE(news.empty() == (torn.size() == last || (is_whole && !zeros)));
      if (news.empty()) continue;
      BOOST_REQUIRE(news[0].find(path.string()) != std::string::npos);
      BOOST_REQUIRE(news[0].find(std::to_string(is_whole ? end : last)) != std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_bit_that_was_flipped_is_refused_with_its_place_or_at_the_end_cut) {
  const disk on = filled([](bookkeeper& keeper) {
    keeper.add(2);
    keeper.add(1, "in the middle");
    keeper.add(1, "the last one");
  });
  const auto path = journal_on(on);
  const std::string whole = on.content(path).value();
  const std::size_t last = whole.rfind(io::record_mark);
  const std::size_t middle = whole.rfind(io::record_mark, last - 1);
  const std::size_t first = whole.find(io::record_mark);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const int bit : {0, 3, 7}) {
      std::string flipped = whole;
      flipped[at] = char(flipped[at] ^ (1 << bit));
      const disk damaged = with(path, flipped, on);
      if (at >= last) {
        BOOST_REQUIRE(found_on(damaged).size() == 3U);
        continue;
      }
      const std::size_t place = at < first ? 0 : at < middle ? first : middle;
      const std::string told = complaint_about(damaged);
      BOOST_REQUIRE_MESSAGE(told.starts_with(path.string() + ", byte "), at << ": " << told);
      if (place > 0) {
        BOOST_REQUIRE(told.find("byte " + std::to_string(place) + ":") != std::string::npos);
      }
      BOOST_REQUIRE(damaged.content(path) == flipped);  // nothing was changed
    }
  }
}

BOOST_AUTO_TEST_CASE(a_snapshot_with_a_flipped_bit_or_without_its_end_is_refused) {
  const disk on = filled([](bookkeeper& keeper) {
    keeper.add(3);
    keeper.files().begin_anew(keeper.state);
    keeper.add(1);
  });
  const std::string whole = on.content("f/snapshot").value();
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string flipped = whole;
    flipped[at] = char(flipped[at] ^ 4);
    BOOST_REQUIRE(complaint_about(with("f/snapshot", flipped, on)).find("snapshot, byte ") !=
                  std::string::npos);
    BOOST_REQUIRE(complaint_about(with("f/snapshot", whole.substr(0, at), on)) != "none");
  }
  BOOST_TEST(complaint_about(with("f/snapshot", whole + "x", on)).find("more than that") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(files_that_do_not_belong_together_are_refused) {
  const auto fill = [](bookkeeper& keeper) { keeper.add(3); };
  const disk on = filled(fill);
  const auto path = journal_on(on);

  disk without_snapshot;
  without_snapshot.put(path, on.content(path).value());
  BOOST_TEST(complaint_about(without_snapshot).find("no snapshot that belongs") !=
             std::string::npos);

  disk without_journal;
  without_journal.put("f/snapshot", on.content("f/snapshot").value());
  BOOST_TEST(complaint_about(without_journal).find("journal is not there") != std::string::npos);

  disk older = with("f/snapshot", on.content("f/snapshot").value(), filled([&](bookkeeper& keeper) {
                      keeper.add(1);
                      keeper.start();
                      keeper.add(1);
                    }));
  BOOST_TEST(complaint_about(older).find("which is older") != std::string::npos);

  std::string other = on.content("f/snapshot").value();
  bookkeeper stranger(on);
  BOOST_TEST(complaint_about(with(path, other, on)).find("this is the snapshot") !=
             std::string::npos);

  std::string newer = on.content(path).value();
  newer[8] = 2;
  BOOST_TEST(complaint_about(with(path, newer, on))
                 .ends_with("byte 8: this is of format 2, and only format 1 can be read"));
}

BOOST_AUTO_TEST_CASE(another_servers_files_are_refused) {
  const disk on = filled([](bookkeeper& keeper) { keeper.add(1); });
  const auto core = on.core();
  io::journal other(*core, "f", "shop", durability::nothing_lost);
  ledger_state state;
  BOOST_CHECK_EXCEPTION(other.open(state), journal_error, [](const journal_error& why) {
    return std::string(why.what()).find("of the server ledger, not the") != std::string::npos;
  });
}

BOOST_AUTO_TEST_CASE(an_event_that_is_not_known_any_more_is_refused_with_its_place) {
  const disk on = filled([](bookkeeper& keeper) { keeper.add(1); });
  const auto path = journal_on(on);
  const std::size_t place = on.content(path)->find(io::record_mark);
  const auto core = on.core();
  io::journal later(*core, "f", "ledger", durability::nothing_lost);
  fauxtp::detail::event_state<ledger_of_numbers, removed> state;
  BOOST_CHECK_EXCEPTION(later.open(state), journal_error, [&](const journal_error& why) {
    BOOST_TEST(why.offset() == place);
    return std::string(why.what())
        .ends_with("there is the event added, which the server does not know; it knows removed");
  });
}

BOOST_AUTO_TEST_CASE(a_missing_record_is_a_gap) {
  const disk on = filled([](bookkeeper& keeper) {
    keeper.add(1);
    keeper.add(1);
    keeper.add(1);
  });
  const auto path = journal_on(on);
  const std::string whole = on.content(path).value();
  const std::size_t first = whole.find(io::record_mark);
  const std::size_t second = whole.find(io::record_mark, first + 1);
  std::string later = whole.substr(second, second - first);
  io::seal(later, {.first = 7, .synced = first, .count = 1}, first);
  const std::string told = complaint_about(with(path, whole.substr(0, first) + later, on));
  BOOST_TEST(told.find("byte " + std::to_string(first) + ": there is event 7, where event 1") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_full_disk_takes_all_of_a_batch_or_nothing) {
  for (std::uint64_t room = 0; room < 400; ++room) {
    disk on;
    bookkeeper keeper(on);
    keeper.start();
    keeper.add(1);
    std::uint64_t used = 0;
    for (const auto& each : on.files()) used += on.content(each)->size();
    on.set({.capacity = used + room});
    const std::string before = on.content(journal_on(on)).value();
    const int error = keeper.add(2, std::string(100, 'x'));
    BOOST_REQUIRE((error == 0 || error == ENOSPC));
    if (error != 0) BOOST_REQUIRE(on.content(journal_on(on)) == before);
    BOOST_REQUIRE(keeper.state.value.numbers.size() == (error == 0 ? 3U : 1U));
    keeper.stop();
    on.set({});
    on.lose_power();
    BOOST_REQUIRE(check_found(found_on(on), keeper) == "right");
    BOOST_REQUIRE(found_on(on).size() == (error == 0 ? 3U : 1U));
  }
}

BOOST_AUTO_TEST_CASE(a_snapshot_that_does_not_fit_leaves_the_journal_going_on) {
  disk on;
  bookkeeper keeper(on);
  keeper.start();
  keeper.add(3);
  std::uint64_t used = 0;
  for (const auto& each : on.files()) used += on.content(each)->size();
  for (std::uint64_t room = 0; room < 50; ++room) {
    on.set({.capacity = used + room});
    BOOST_REQUIRE(keeper.files().begin_anew(keeper.state) == ENOSPC);
  }
  on.set({});
  BOOST_TEST(keeper.add(1) == 0);
  BOOST_TEST(on.files().size() == 3U);
  BOOST_TEST(keeper.files().begin_anew(keeper.state) == 0);
  BOOST_TEST(on.files().size() == 3U);
  keeper.stop();
  on.lose_power(unsynced::lost);
  BOOST_TEST(found_on(on).size() == 4U);
}

BOOST_AUTO_TEST_CASE(a_lock_that_is_held_is_told_and_ends_with_its_holder) {
  disk on;
  std::optional<bookkeeper> first(on);
  first->start();
  bookkeeper second(on);
  BOOST_CHECK_EXCEPTION(second.start(), journal_error, [](const journal_error& why) {
    return std::string(why.what()).ends_with("f/lock, byte 0: another server uses this folder");
  });
  first.reset();
  second.start();
  on.lose_power(unsynced::kept);
  found_on(on);
}

BOOST_AUTO_TEST_SUITE_END()
