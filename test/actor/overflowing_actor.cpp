// A program whose actor uses up its stack: by recursion, or by one large local (argument "large").
#include <cstring>
#include <string_view>

#include "fauxtp/node.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/spawn.hpp"

namespace {

int dig(volatile int* above) {
  if (*above < 0) return 0;
  volatile int here[64];
  here[0] = *above + 1;
  return dig(here) + here[1];
}

int lie_down() {
  volatile char local[4 << 20];  // more than the stack of a sanitizer, too
  local[0] = 1;
  return local[0];
}

}  // namespace

int main(int count, char** arguments) {
  const bool large = count > 1 && std::string_view(arguments[1]) == "large";
  const fauxtp::node home({.workers = 1});
  fauxtp::spawn(fauxtp::spawn_options{.stack_size = 32 * 1024, .label = "digger"}, [large] {
    volatile int start = 0;
    start = large ? lie_down() : dig(&start);
  });
  fauxtp::receive<int>();
}
