// expect: fauxtp: a receive has at most one after(), as its last clause
#include "fauxtp/receive.hpp"

using namespace std::chrono_literals;

void use() {
  fauxtp::receive(fauxtp::on([](int) {}), fauxtp::after(1s), fauxtp::after(2s));
}
