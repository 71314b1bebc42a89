// expect: fauxtp: a message holds no pointers; take a text as std::string or std::string_view
#include "fauxtp/receive.hpp"

void use() {
  fauxtp::receive(fauxtp::on(fauxtp::tuple("name", fauxtp::any), [](const char*) {}));
}
