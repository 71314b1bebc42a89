#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;

namespace {

// [file]
/// Keeps entries that are there after a loss of power, too.
class journal {
 public:
  explicit journal(const std::string& path) : file_(path, io::file_mode::append) {}
  void add(const std::string& entry) {
    file_.write(entry + "\n");
    file_.sync();
  }

 private:
  io::file file_;
};
// [/file]

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_journal_keeps_its_entries, testing::node) {
  const auto path =
      std::filesystem::temp_directory_path() / ("fauxtp-journal-" + std::to_string(getpid()));
  for (const char* entry : {"one", "two"}) journal(path.string()).add(entry);
  BOOST_TEST(io::file(path).read_all() == "one\ntwo\n");
  std::filesystem::remove(path);
}
