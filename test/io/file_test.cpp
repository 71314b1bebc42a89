// Files: what is read, what is written, and what is there if something goes wrong; on the machine's
// disk and on one in memory.
#include "fauxtp/file.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <filesystem>

#include "actor/actors.hpp"
#include "actor/local_node.hpp"
#include "fauxtp/io.hpp"
#include "fauxtp/spawn.hpp"
#include "fauxtp/testing.hpp"
#include "io/sockets.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
namespace fs = std::filesystem;

namespace {

struct folder : testing::node {
  folder() {
    std::string name = (fs::temp_directory_path() / "fauxtp-file-XXXXXX").string();
    BOOST_REQUIRE(mkdtemp(name.data()) != nullptr);
    home = name;
  }
  ~folder() { fs::remove_all(home); }
  fs::path at(const char* name) const { return home / name; }
  std::string content(const char* name) const { return io::file(at(name)).read_all(); }
  std::size_t files() const {
    return fauxtp::detail::process::current().node().files().list(home).names.size();
  }
  fs::path home;
};

std::span<const std::byte> bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

template <class Function>
std::string complaint(Function function) {
  try {
    function();
    return "none";
  } catch (const io::error& failure) {
    return failure.what();
  }
}

std::size_t descriptors() {
  return std::size_t(
      std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator()));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(file_test)

BOOST_FIXTURE_TEST_CASE(what_is_written_is_read, folder) {
  io::file made(at("a"), io::file_mode::update);
  made.write("hello");
  made.write(", world");
  made.write_at(7, bytes("W"));
  made.sync();
  std::array<std::byte, 100> part;
  BOOST_TEST(made.read_at(7, part) == 5U);
  BOOST_TEST((part[0] == std::byte{'W'}));
  BOOST_TEST(made.read_at(100, part) == 0U);
  BOOST_TEST(made.size() == 12U);
  made.resize(5);
  BOOST_TEST(made.read_all() == "hello");
}

BOOST_FIXTURE_TEST_CASE(each_mode_opens_as_it_says, folder) {
  io::file(at("a"), io::file_mode::write).write("one");
  io::file(at("a"), io::file_mode::append).write("two");
  BOOST_TEST(content("a") == "onetwo");
  io::file(at("a"), io::file_mode::update).write("ONE");
  BOOST_TEST(content("a") == "ONEtwo");
  io::file(at("a"), io::file_mode::write).write("x");
  BOOST_TEST(content("a") == "x");
  BOOST_TEST(complaint([&] { io::file(at("a")).write("y"); }) ==
             "write " + at("a").string() + ": Bad file descriptor");
}

BOOST_FIXTURE_TEST_CASE(what_was_written_is_brought_to_the_disk, folder) {
  for (const io::file_mode mode :
       {io::file_mode::write, io::file_mode::append, io::file_mode::update}) {
    io::file made(at("a"), mode);
    made.write("x");
    made.sync();
    made.sync();
  }
  io::file(at("a")).sync();
  BOOST_TEST(content("a") == "xx");
  BOOST_TEST(files() == 1U);
}

BOOST_FIXTURE_TEST_CASE(what_is_wrong_is_told_with_the_file, folder) {
  BOOST_TEST(complaint([&] { io::file(at("none")); }) ==
             "open " + at("none").string() + ": No such file or directory");
  io::file(at("a"), io::file_mode::write);
  BOOST_TEST(complaint([&] { io::file(home).read_all(); }) ==
             "read " + home.string() + ": Is a directory");
  io::file left(at("a"), io::file_mode::write);
  io::file taken = std::move(left);
  BOOST_TEST(complaint([&] { left.sync(); }).ends_with(": Bad file descriptor"));
}

BOOST_FIXTURE_TEST_CASE(a_file_that_tells_no_size_is_read_whole, folder, *needs_descriptors) {
  BOOST_TEST(io::file("/proc/self/status").read_all().find("VmSize") != std::string::npos);
  BOOST_TEST(io::file("/dev/null").read_all() == "");
}

BOOST_FIXTURE_TEST_CASE(a_file_that_is_too_long_is_not_read, folder) {
  io::file(at("a"), io::file_mode::write).write(std::string(100'000, 'x'));
  BOOST_TEST(io::file(at("a")).read_all(100'000).size() == 100'000U);
  BOOST_TEST(complaint([&] { io::file(at("a")).read_all(99'999); }).ends_with(": File too large"));
  if (!on_the_machine()) return;
  BOOST_TEST(
      complaint([&] { io::file("/dev/zero").read_all(1'000'000); }).ends_with(": File too large"));
}

BOOST_FIXTURE_TEST_CASE(a_full_disk_is_told, folder, *needs_descriptors) {
  io::file full("/dev/full", io::file_mode::append);
  BOOST_TEST(complaint([&] { full.write("x"); }) == "write /dev/full: No space left on device");
}

BOOST_FIXTURE_TEST_CASE(a_file_is_replaced_whole_or_not_at_all, folder) {
  io::replace_file(at("a"), "one");
  BOOST_TEST(content("a") == "one");
  io::replace_file(at("a"), std::string(1'000'000, 'x'));
  BOOST_TEST(content("a").size() == 1'000'000U);
  BOOST_TEST(files() == 1U);
}

BOOST_FIXTURE_TEST_CASE(who_may_read_a_file_may_read_its_replacement, folder, *needs_descriptors) {
  io::replace_file(at("a"), "one");
  fs::permissions(at("a"), fs::perms::owner_read);
  io::replace_file(at("a"), "two");
  BOOST_TEST((fs::status(at("a")).permissions() == fs::perms::owner_read));
}

BOOST_FIXTURE_TEST_CASE(a_replacement_that_does_not_fit_leaves_the_file_as_it_was, folder,
                        *needs_descriptors) {
  io::replace_file(at("a"), "one");
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  rlimit small = before;
  small.rlim_cur = 1000;
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);
  const std::string told = complaint([&] { io::replace_file(at("a"), std::string(100'000, 'x')); });
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  BOOST_TEST(told == "replace " + at("a").string() + ": File too large");
  BOOST_TEST(content("a") == "one");
  BOOST_TEST(files() == 1U);
}

BOOST_FIXTURE_TEST_CASE(readers_see_one_content_or_the_other, folder) {
  const std::string one(10'000, '1');
  const std::string two(10'000, '2');
  io::replace_file(at("a"), one);
  const pid writer = spawn({.place = placement::spread}, [&] {
    for (int i = 0; i < 100; ++i) io::replace_file(at("a"), i % 2 == 0 ? two : one);
  });
  const ref end = monitor(writer);
  int wrong = 0;
  while (is_alive(writer)) {
    const std::string seen = content("a");
    if (seen != one && seen != two) ++wrong;
  }
  BOOST_TEST(await(end) == exit_reason::normal);
  BOOST_TEST(wrong == 0);
}

BOOST_FIXTURE_TEST_CASE(files_of_actors_that_are_killed_are_closed, folder, *needs_descriptors) {
  io::file(at("a"), io::file_mode::write).write("x");
  const std::size_t before = descriptors();
  for (int i = 0; i < 200; ++i) {
    const pid writer = spawn([&] {
      io::file own(at("a"), io::file_mode::append);
      for (;;) own.write("x");
    });
    for (int step = 0; step < i % 20; ++step) yield();
    exit(writer, exit_reason::kill);
  }
  wait_for(*this, [&] { return descriptors() <= before; });
  BOOST_TEST(descriptors() <= before);
}

BOOST_AUTO_TEST_SUITE_END()
