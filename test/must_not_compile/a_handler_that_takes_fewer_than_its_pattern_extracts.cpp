// expect: fauxtp: this handler takes a different number of arguments
#include "fauxtp/receive.hpp"

using fauxtp::any;

void use() {
  fauxtp::receive(fauxtp::on(fauxtp::tuple("add", any, any), [](int) {}));
}
