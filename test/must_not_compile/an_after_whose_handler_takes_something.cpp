// expect: fauxtp: the handler of after(…) takes no arguments
#include "fauxtp/receive.hpp"

using namespace std::chrono_literals;

void use() {
  fauxtp::receive(fauxtp::on([](int) {}), fauxtp::after(1s, [](int) {}));
}
