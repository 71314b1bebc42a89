// What control groups say that this process may use.
#include "fauxtp/machine.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <string>

using namespace fauxtp;

namespace {

/// The parts of a machine's proc and sys that are read.
class fake_root {
 public:
  fake_root() { std::filesystem::create_directories(path_); }
  ~fake_root() { std::filesystem::remove_all(path_); }
  fake_root(const fake_root&) = delete;
  fake_root& operator=(const fake_root&) = delete;

  void write(const std::string& file, const std::string& text) {
    std::filesystem::create_directories((path_ / file).parent_path());
    std::ofstream(path_ / file) << text << "\n";
  }
  std::optional<double> quota() const { return processor_quota(path_); }
  std::optional<double> memory() const { return memory_quota(path_); }

 private:
  std::filesystem::path path_ =
      std::filesystem::temp_directory_path() / ("fauxtp_machine_" + std::to_string(std::rand()));
};

}  // namespace

BOOST_AUTO_TEST_SUITE(machine_test)

BOOST_FIXTURE_TEST_CASE(without_control_groups_there_is_no_limit, fake_root) {
  BOOST_TEST(!quota().has_value());
}

BOOST_FIXTURE_TEST_CASE(cpu_max_is_the_limit, fake_root) {
  write("proc/self/cgroup", "0::/shop");
  write("sys/fs/cgroup/shop/cpu.max", "150000 100000");
  BOOST_TEST(quota().value() == 1.5);
}

BOOST_FIXTURE_TEST_CASE(max_is_no_limit, fake_root) {
  write("proc/self/cgroup", "0::/shop");
  write("sys/fs/cgroup/shop/cpu.max", "max 100000");
  BOOST_TEST(!quota().has_value());
}

BOOST_FIXTURE_TEST_CASE(the_smallest_limit_of_all_groups_above_holds, fake_root) {
  write("proc/self/cgroup", "0::/shop/web/a");
  write("sys/fs/cgroup/shop/web/a/cpu.max", "max 100000");
  write("sys/fs/cgroup/shop/web/cpu.max", "300000 100000");
  write("sys/fs/cgroup/shop/cpu.max", "50000 100000");
  BOOST_TEST(quota().value() == 0.5);
}

BOOST_FIXTURE_TEST_CASE(a_container_that_sees_its_own_group_as_the_root_has_its_limit, fake_root) {
  write("proc/self/cgroup", "0::/");
  write("sys/fs/cgroup/cpu.max", "200000 100000");
  BOOST_TEST(quota().value() == 2.0);
}

BOOST_FIXTURE_TEST_CASE(a_path_from_outside_the_container_is_no_hindrance, fake_root) {
  write("proc/self/cgroup", "0::/../../docker/4711");
  write("sys/fs/cgroup/cpu.max", "200000 100000");
  BOOST_TEST(quota().value() == 2.0);
}

BOOST_FIXTURE_TEST_CASE(the_quota_of_version_1_is_the_limit, fake_root) {
  write("proc/self/cgroup", "9:cpuset:/\n4:cpu,cpuacct:/docker/4711\n0::/");
  write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "250000");
  write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000");
  BOOST_TEST(quota().value() == 2.5);
}

BOOST_FIXTURE_TEST_CASE(minus_one_in_version_1_is_no_limit, fake_root) {
  write("proc/self/cgroup", "1:cpu:/shop");
  write("sys/fs/cgroup/cpu/shop/cpu.cfs_quota_us", "-1");
  write("sys/fs/cgroup/cpu/shop/cpu.cfs_period_us", "100000");
  BOOST_TEST(!quota().has_value());
}

BOOST_FIXTURE_TEST_CASE(what_makes_no_sense_is_no_limit, fake_root) {
  write("proc/self/cgroup", "::::\n0::\nnonsense\n0::/shop");
  write("sys/fs/cgroup/shop/cpu.max", "0 0");
  BOOST_TEST(!quota().has_value());
}

BOOST_FIXTURE_TEST_CASE(memory_has_the_smallest_limit_of_all_groups_above, fake_root) {
  BOOST_TEST(!memory().has_value());
  write("proc/self/cgroup", "0::/shop/web");
  write("sys/fs/cgroup/shop/web/memory.max", "max");
  BOOST_TEST(!memory().has_value());
  write("sys/fs/cgroup/shop/memory.max", "1048576");
  BOOST_TEST(memory().value() == 1048576);
}

BOOST_FIXTURE_TEST_CASE(memory_has_the_limit_of_a_group_of_version_1, fake_root) {
  write("proc/self/cgroup", "9:memory:/shop\n4:cpu,cpuacct:/");
  write("sys/fs/cgroup/memory/shop/memory.limit_in_bytes", "9223372036854771712");
  BOOST_TEST(!memory().has_value());
  write("sys/fs/cgroup/memory/memory.limit_in_bytes", "2097152");
  BOOST_TEST(memory().value() == 2097152);
}

BOOST_AUTO_TEST_CASE(there_is_always_one_processor) { BOOST_TEST(processors() >= 1U); }

BOOST_AUTO_TEST_SUITE_END()
