// expect: fauxtp: on(pattern, handler): several patterns belong into one tuple(…)
#include "fauxtp/receive.hpp"

void use() { fauxtp::receive(fauxtp::on("add", fauxtp::any)); }
