#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <fauxtp/fauxtp.hpp>
#include <memory>

namespace {

// [program]
std::string name_of_the_system() {
  return fauxtp::blocking([] {
    std::string name;
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> program(popen("uname -s", "re"), &pclose);
    for (char part[64]; std::fgets(part, sizeof part, program.get()) != nullptr;) name += part;
    return name;
  });
}
// [/program]

}  // namespace

BOOST_AUTO_TEST_CASE(an_actor_starts_a_program) {
  const fauxtp::node home({.workers = 1});
  BOOST_TEST(name_of_the_system() == "Linux\n");
}
