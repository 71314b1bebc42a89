// expect: fauxtp: on(pattern) needs a handler: on(pattern, [](…) {…})
#include "fauxtp/receive.hpp"

void use() { fauxtp::receive(fauxtp::on(fauxtp::any)); }
