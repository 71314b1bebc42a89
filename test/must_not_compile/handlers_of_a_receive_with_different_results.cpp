// expect: fauxtp: all handlers of a receive return nothing, or all return values
#include "fauxtp/receive.hpp"

void use() {
  fauxtp::receive(fauxtp::on([](int) { return 1; }),
                  fauxtp::on([](std::string) { return std::string("one"); }));
}
