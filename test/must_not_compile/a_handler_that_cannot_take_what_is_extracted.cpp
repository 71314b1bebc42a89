// expect: fauxtp: this handler cannot take what its pattern extracts
#include "fauxtp/receive.hpp"

void use() {
  fauxtp::receive(fauxtp::on(fauxtp::type<std::string>, [](int) {}));
}
