// The disk in memory: what survives a loss of power, and each of its faults, as actors meet them.
#include "runtime/disk.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <functional>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "actor/actors.hpp"
#include "fauxtp/file.hpp"
#include "fauxtp/io.hpp"
#include "fauxtp/start.hpp"
#include "fauxtp/testing.hpp"
#include "fauxtp/testing_disk.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;

namespace {

struct with_disk : testing::node {
  explicit with_disk(disk made = disk()) : testing::node(made), here(std::move(made)) {}

  std::string content(const char* name) const { return here.content(name).value_or("none"); }
  std::string after_a_loss(const char* name, unsynced what = unsynced::by_chance) {
    here.lose_power(what);
    return content(name);
  }
  disk here;
};

std::span<const std::byte> bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

int errno_of(const std::function<void()>& operation) {
  try {
    operation();
    return 0;
  } catch (const io::error& failed) {
    return failed.code().value();
  }
}

constexpr int often = 2000;

}  // namespace

BOOST_AUTO_TEST_SUITE(disk_test)

BOOST_FIXTURE_TEST_CASE(what_was_synced_survives_a_loss_of_power, with_disk) {
  for (int i = 0; i < often; ++i) {
    io::file made("a", io::file_mode::write);
    made.write("one");
    made.write("two");
    made.resize(5);
    made.sync();
    BOOST_REQUIRE(after_a_loss("a") == "onetw");
  }
  BOOST_TEST(after_a_loss("a", unsynced::lost) == "onetw");
}

BOOST_FIXTURE_TEST_CASE(what_was_not_is_lost_kept_or_torn_at_any_byte, with_disk) {
  const std::string whole(100, 'x');
  std::map<std::string, int> seen;
  for (int i = 0; i < 20 * often; ++i) {
    here.put("a", "old");
    io::file("a", io::file_mode::append).write(whole);
    ++seen[after_a_loss("a")];
  }
  BOOST_TEST(seen["old"] > often);
  BOOST_TEST(seen["old" + whole] > often);
  std::size_t early_ends = 0;
  for (std::size_t end = 0; end <= whole.size(); ++end) {
    const std::string part = "old" + std::string(end, 'x');
    BOOST_TEST(seen[part] > 0, "nothing was torn after " << end << " bytes");
    seen.erase(part);
    // The new end of the file may be there before its content.
    early_ends += seen.erase(part + std::string(whole.size() - end, '\0'));
  }
  BOOST_TEST(early_ends > 0U);
  BOOST_TEST(seen.size() == 0U);
}

BOOST_FIXTURE_TEST_CASE(each_sector_survives_by_itself, with_disk) {
  const std::string old(1000, 'o');
  std::set<std::string> seen;
  for (int i = 0; i < often; ++i) {
    here.put("a", old);
    io::file("a", io::file_mode::update).write_at(100, bytes(std::string(800, 'n')));
    seen.insert(after_a_loss("a"));
  }
  const auto mixed = [](char before, char after) {
    return std::string(100, 'o') + std::string(412, before) + std::string(388, after) +
           std::string(100, 'o');
  };
  BOOST_TEST(seen.contains(mixed('n', 'o')));
  BOOST_TEST(seen.contains(mixed('o', 'n')));
  BOOST_TEST(seen.contains(mixed('n', 'n')));
  BOOST_TEST(seen.contains(old));
}

BOOST_FIXTURE_TEST_CASE(what_was_written_later_may_survive_without_what_was_before, with_disk) {
  std::set<std::string> seen;
  for (int i = 0; i < often; ++i) {
    here.put("a", "-");
    here.put("b", "-");
    io::file("a", io::file_mode::update).write("+");
    io::file("b", io::file_mode::update).write("+");
    here.lose_power();
    seen.insert(content("a") + content("b"));
  }
  BOOST_TEST((seen == std::set<std::string>{"--", "-+", "+-", "++"}));
}

BOOST_FIXTURE_TEST_CASE(a_new_size_survives_or_not, with_disk) {
  std::set<std::string> seen;
  for (int i = 0; i < often; ++i) {
    here.put("a", "long");
    io::file("a", io::file_mode::update).resize(2);
    seen.insert(after_a_loss("a"));
  }
  BOOST_TEST((seen == std::set<std::string>{"long", "lo"}));
}

BOOST_FIXTURE_TEST_CASE(a_test_may_choose_that_all_or_nothing_survives, with_disk) {
  here.put("a", "one");
  for (int i = 0; i < often; ++i) {
    io::file("a", io::file_mode::append).write(" more");
    BOOST_REQUIRE(after_a_loss("a", unsynced::lost) == "one");
  }
  for (int i = 0; i < 100; ++i) io::file("a", io::file_mode::append).write("+");
  BOOST_TEST(after_a_loss("a", unsynced::kept) == "one" + std::string(100, '+'));
}

BOOST_FIXTURE_TEST_CASE(a_name_is_on_the_disk_when_its_folder_is, with_disk) {
  const auto direct = here.core();
  std::set<std::string> seen;
  for (int i = 0; i < often; ++i) {
    auto made = direct->open("f/a", {.writes = true, .makes = true});
    made.file->write_at(0, bytes("x"));
    made.file->sync();
    direct->sync_folder(i % 2 == 0 ? "f" : "g");
    const std::string found = after_a_loss("f/a");
    if (i % 2 == 0) BOOST_REQUIRE(found == "x");
    seen.insert(found);
    direct->remove("f/a");
    direct->sync_folder("f");
  }
  BOOST_TEST((seen == std::set<std::string>{"none", "x"}));
}

BOOST_FIXTURE_TEST_CASE(a_file_that_was_synced_has_its_name, with_disk) {
  for (const io::file_mode mode :
       {io::file_mode::write, io::file_mode::append, io::file_mode::update}) {
    io::file made("f/a", mode);
    made.write("x");
    made.sync();
    BOOST_TEST(after_a_loss("f/a", unsynced::lost) == "x");
    here.core()->remove("f/a");
    here.lose_power(unsynced::kept);
  }
}

BOOST_FIXTURE_TEST_CASE(a_rename_and_a_removal_survive_or_not, with_disk) {
  const auto direct = here.core();
  std::set<std::string> seen;
  for (int i = 0; i < often; ++i) {
    here.put("f/a", "1");
    here.put("f/b", "2");
    here.put("f/c", "3");
    direct->rename("f/a", "f/b");
    direct->remove("f/c");
    if (i % 2 == 0) direct->sync_folder("f");
    here.lose_power();
    const std::string found = content("f/a") + " " + content("f/b") + " " + content("f/c");
    if (i % 2 == 0) BOOST_REQUIRE(found == "none 1 none");
    seen.insert(found);
  }
  BOOST_TEST((seen == std::set<std::string>{"1 2 3", "1 2 none", "none 1 3", "none 1 none"}));
}

BOOST_FIXTURE_TEST_CASE(a_rename_to_another_folder_is_refused, with_disk) {
  here.put("f/a", "1");
  BOOST_TEST(here.core()->rename("f/a", "g/a") == EXDEV);
  BOOST_TEST(here.core()->rename("f/x", "f/y") == ENOENT);
  BOOST_TEST(here.core()->remove("f/x") == ENOENT);
  BOOST_TEST(content("f/a") == "1");
}

BOOST_FIXTURE_TEST_CASE(replace_file_leaves_one_or_the_other_whole, with_disk) {
  const std::string one(700, '1');
  const std::string two(1200, '2');
  const std::uint64_t before = here.operations();
  io::replace_file("f/a", one);
  const std::uint64_t all = here.operations() - before;
  std::map<std::string, int> seen;
  for (int seed = 0; seed < 10'000; ++seed) {
    for (std::uint64_t done = 0; done <= all; ++done) {
      here.put("f/a", one);
      here.set({.stops_after = done});
      const int failed = errno_of([&] { io::replace_file("f/a", two); });
      BOOST_REQUIRE(failed == (done < all ? EIO : 0));
      const std::string found = after_a_loss("f/a");
      ++seen[found];
      if (failed == 0) BOOST_REQUIRE(found == two);
      for (const auto& each : here.files()) {
        if (each.filename() != "a") here.core()->remove(each);
      }
    }
  }
  BOOST_TEST(seen[one] > 10'000);
  BOOST_TEST(seen[two] > 10'000);
  BOOST_TEST(seen.size() == 2U);
}

BOOST_FIXTURE_TEST_CASE(a_failed_sync_is_not_repaired_by_the_next_one, with_disk) {
  std::set<std::string> seen;
  for (int i = 0; i < often; ++i) {
    here.put("a", "-");
    here.set({.sync_error = EIO, .failures = 1});
    io::file file("a", io::file_mode::update);
    file.write("+");
    BOOST_REQUIRE(errno_of([&] { file.sync(); }) == EIO);
    BOOST_REQUIRE(content("a") == "+");
    file.sync();
    seen.insert(after_a_loss("a"));
  }
  BOOST_TEST((seen == std::set<std::string>{"-", "+"}));
}

BOOST_FIXTURE_TEST_CASE(a_failed_sync_of_a_folder_is_not_repaired_by_the_next_one, with_disk) {
  std::set<std::string> seen;
  for (int i = 0; i < often; ++i) {
    here.put("f/a", "old");
    here.set({.sync_error = EIO, .failures = 1});
    here.core()->remove("f/a");
    BOOST_REQUIRE(here.core()->sync_folder("f") == EIO);
    BOOST_REQUIRE(here.core()->sync_folder("f") == 0);
    seen.insert(after_a_loss("f/a"));
  }
  BOOST_TEST((seen == std::set<std::string>{"none", "old"}));
}

BOOST_FIXTURE_TEST_CASE(a_full_disk_says_ENOSPC_in_the_middle_of_a_write, with_disk) {
  here.put("other", "12345");
  here.set({.capacity = 12});
  io::file file("a", io::file_mode::update);
  BOOST_TEST(errno_of([&] { file.write("abcdefghij"); }) == ENOSPC);
  BOOST_TEST(content("a") == "abcdefg");
  BOOST_TEST(errno_of([&] { file.write_at(7, bytes("x")); }) == ENOSPC);
  BOOST_TEST(errno_of([&] { file.resize(8); }) == ENOSPC);
  file.write_at(0, bytes("ABC"));  // this place is taken already
  BOOST_TEST(content("a") == "ABCdefg");
  file.resize(3);
  file.write_at(3, bytes("DEFG"));
  BOOST_TEST(content("a") == "ABCDEFG");
}

BOOST_FIXTURE_TEST_CASE(replace_file_on_a_full_disk_leaves_what_was_there, with_disk) {
  here.put("a", "one");
  here.set({.capacity = 10});
  BOOST_TEST(errno_of([&] { io::replace_file("a", std::string(8, 'x')); }) == ENOSPC);
  BOOST_TEST(content("a") == "one");
  BOOST_TEST(here.files().size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(what_is_read_and_written_in_parts_is_whole, with_disk) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += std::to_string(i);
  const std::uint64_t least = 2 * text.size() / 7;  // operations, to write and to read
  for (const bool varies : {false, true}) {
    here.set({.most_at_once = 7, .varies = varies});
    const std::uint64_t before = here.operations();
    io::file file("a", io::file_mode::write);
    file.write(text);
    BOOST_TEST(io::file("a").read_all() == text);
    const std::uint64_t used = here.operations() - before;
    BOOST_TEST(used >= least);
    BOOST_TEST((used > least + 100) == varies);
  }
}

BOOST_FIXTURE_TEST_CASE(a_disk_that_is_read_only_says_EROFS, with_disk) {
  here.put("a", "one");
  io::file file("a", io::file_mode::update);
  here.set({.read_only = true});
  BOOST_TEST(errno_of([&] { file.write("x"); }) == EROFS);
  BOOST_TEST(errno_of([&] { file.resize(1); }) == EROFS);
  BOOST_TEST(errno_of([&] { io::file("a", io::file_mode::append); }) == EROFS);
  BOOST_TEST(errno_of([&] { io::file("b", io::file_mode::write); }) == EROFS);
  BOOST_TEST(errno_of([&] { io::replace_file("a", "two"); }) == EROFS);
  BOOST_TEST(here.core()->remove("a") == EROFS);
  BOOST_TEST(io::file("a").read_all() == "one");
}

BOOST_FIXTURE_TEST_CASE(operations_fail_as_often_as_the_test_says, with_disk) {
  here.put("a", "one");
  io::file file("a", io::file_mode::update);
  std::array<std::byte, 3> part;
  here.set({.read_error = EIO, .failures = 2});
  BOOST_TEST(errno_of([&] { file.read_at(0, part); }) == EIO);
  file.write_at(0, bytes("O"));
  BOOST_TEST(errno_of([&] { file.read_at(0, part); }) == EIO);
  BOOST_TEST(file.read_at(0, part) == 3U);
  here.set({.open_error = EMFILE, .write_error = EDQUOT});
  BOOST_TEST(errno_of([&] { file.write("x"); }) == EDQUOT);
  BOOST_TEST(errno_of([&] { file.resize(0); }) == EDQUOT);
  BOOST_TEST(errno_of([&] { io::file("a"); }) == EMFILE);
  here.set({});
  BOOST_TEST(io::file("a").read_all() == "One");
}

BOOST_FIXTURE_TEST_CASE(who_is_asked_before_an_operation_decides_what_becomes_of_it, with_disk) {
  io::file written("/a/b", io::file_mode::update);
  written.write("one");
  std::vector<std::string> asked;
  here.ask([&](disk_operation& next) {
    asked.push_back(std::string(next.what) + " " + next.file.string() + " " +
                    std::to_string(next.size) + " " + std::to_string(next.grows));
    if (next.size == 5) next.size = 2;
    return next.what == "resize" ? ENOSPC : 0;
  });
  written.write_at(2, bytes("every"));
  BOOST_TEST(errno_of([&] { written.resize(20); }) == ENOSPC);
  here.ask(nullptr);
  written.resize(6);
  BOOST_TEST(content("/a/b") == "onever");
  BOOST_TEST(
      (asked == std::vector<std::string>{"write /a/b 5 4", "write /a/b 3 3", "resize /a/b 0 13"}));
}

BOOST_FIXTURE_TEST_CASE(who_is_asked_may_let_each_operation_fail, with_disk) {
  io::file written("a", io::file_mode::update);
  written.sync();
  std::set<std::string> failed;
  here.ask([&](const disk_operation& next) {
    failed.insert(std::string(next.what));
    return EIO;
  });
  const auto fails = [](const std::function<void()>& operation) {
    BOOST_TEST(errno_of(operation) == EIO);
  };
  std::array<std::byte, 1> one{};
  fails([&] { io::file("a"); });
  fails([&] { written.read_at(0, one); });
  fails([&] { written.write("x"); });
  fails([&] { written.size(); });
  fails([&] { written.resize(1); });
  fails([&] { written.sync(); });
  fails([&] { io::replace_file("a", "x"); });
  const std::shared_ptr<runtime::disk> core = here.core();
  BOOST_TEST(core->rename("a", "b") == EIO);
  BOOST_TEST(core->remove("a") == EIO);
  BOOST_TEST(core->sync_folder(".") == EIO);
  BOOST_TEST(core->list(".").error == EIO);
  BOOST_TEST((failed == std::set<std::string>{"open", "read", "write", "look at", "resize", "sync",
                                              "rename", "remove", "list"}));
  BOOST_TEST(content("a") == "");
}

BOOST_FIXTURE_TEST_CASE(who_is_asked_may_take_the_power, with_disk) {
  io::file written("a", io::file_mode::append);
  written.sync();
  here.ask([&](const disk_operation& next) {
    if (next.what == "sync") here.lose_power(unsynced::lost);
    return 0;
  });
  written.write("x");
  BOOST_TEST(errno_of([&] { written.sync(); }) == EIO);
  BOOST_TEST(content("a") == "");
}

BOOST_FIXTURE_TEST_CASE(a_flipped_bit_is_read_and_survives, with_disk) {
  here.put("a", "abc");
  here.flip("a", 1, std::byte{0x20});
  BOOST_TEST(io::file("a").read_all() == "aBc");
  BOOST_TEST(after_a_loss("a") == "aBc");
  BOOST_CHECK_THROW(here.flip("a", 3), std::out_of_range);
  BOOST_CHECK_THROW(here.flip("none", 0), std::out_of_range);
}

BOOST_FIXTURE_TEST_CASE(a_lock_has_one_holder_until_he_or_the_power_is_gone, with_disk) {
  const auto direct = here.core();
  const auto opened = [&] { return direct->open("a", {.writes = true, .makes = true}).file; };
  auto first = opened();
  const auto second = opened();
  BOOST_TEST(first->lock() == 0);
  BOOST_TEST(first->lock() == 0);
  BOOST_TEST(second->lock() == EWOULDBLOCK);
  first.reset();
  BOOST_TEST(second->lock() == 0);
  here.lose_power(unsynced::kept);
  BOOST_TEST(second->lock() == EIO);
  BOOST_TEST(opened()->lock() == 0);
}

BOOST_FIXTURE_TEST_CASE(a_disk_that_has_stopped_does_nothing_until_the_power_is_back, with_disk) {
  io::file file("a", io::file_mode::update);
  file.write("one");
  file.sync();
  here.set({.stops_after = 1});
  file.write("two");
  BOOST_TEST(errno_of([&] { file.write("three"); }) == EIO);
  BOOST_TEST(errno_of([&] { file.sync(); }) == EIO);
  BOOST_TEST(errno_of([&] { io::file("a"); }) == EIO);
  BOOST_TEST(after_a_loss("a", unsynced::kept) == "onetwo");
  BOOST_TEST(errno_of([&] { file.write("four"); }) == EIO);  // it was open then
  BOOST_TEST(io::file("a").read_all() == "onetwo");
}

BOOST_AUTO_TEST_CASE(the_next_node_finds_what_survived) {
  disk here;
  for (int run = 0; run < 3; ++run) {
    testing::node home(here);
    io::file log("log", io::file_mode::append);
    log.write("run\n");
    log.sync();
    log.write("lost\n");
    here.lose_power(unsynced::lost);
  }
  BOOST_TEST(here.content("log").value() == "run\nrun\nrun\n");
}

BOOST_AUTO_TEST_CASE(what_survives_follows_from_the_seed) {
  const auto run = [](std::uint64_t seed) {
    disk here(seed);
    testing::node home(here);
    std::string all;
    for (int i = 0; i < 20; ++i) {
      here.put("a", "");
      io::file("a", io::file_mode::append).write(std::string(100, 'x'));
      here.lose_power();
      all += std::to_string(here.content("a").value().size()) + " ";
    }
    return all;
  };
  BOOST_TEST(run(1) == run(1));
  BOOST_TEST(run(1) != run(2));
}

BOOST_AUTO_TEST_CASE(a_node_may_have_a_network_and_a_disk) {
  disk here;
  network net;
  testing::node home(net, here);
  here.put("a", "one");
  BOOST_TEST(io::file("a").read_all() == "one");
  BOOST_TEST(net.open() == 0U);
}

BOOST_FIXTURE_TEST_CASE(actors_on_all_workers_may_use_it, with_disk) {
  std::vector<ref> ends;
  for (int i = 0; i < 8; ++i) {
    const monitored writer = spawn_monitor({.place = placement::spread}, [i] {
      const std::string own = "own" + std::to_string(i);
      io::file shared("shared", io::file_mode::append);
      for (int round = 0; round < 200; ++round) {
        shared.write("x");
        io::replace_file(own, std::to_string(round));
      }
    });
    ends.push_back(writer.monitor);
  }
  for (int i = 0; i < 200; ++i) here.files();
  for (const ref& each : ends) BOOST_TEST(await(each) == exit_reason::normal);
  BOOST_TEST(content("shared").size() == 1600U);
  BOOST_TEST(content("own7") == "199");
  BOOST_TEST(here.files().size() == 9U);
}

BOOST_AUTO_TEST_SUITE_END()
