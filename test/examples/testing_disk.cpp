#include "fauxtp/testing_disk.hpp"

#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;

// [disk]
BOOST_AUTO_TEST_CASE(a_note_is_there_after_a_loss_of_power) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    testing::disk disk(seed);
    {
      testing::node before(disk);
      io::file notes("notes", io::file_mode::append);
      notes.write("tea\n");
      notes.sync();
      notes.write("coffee\n");
    }
    disk.lose_power();
    testing::node after(disk);
    BOOST_TEST(io::file("notes").read_all().starts_with("tea\n"));
  }
}
// [/disk]
