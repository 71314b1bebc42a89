// expect: fauxtp: all handlers of a receive return nothing, or all return values
#include "fauxtp/receive.hpp"

using namespace std::chrono_literals;

int use() {
  return fauxtp::receive(fauxtp::on([](int n) { return n; }), fauxtp::after(1s));
}
