// expect: fauxtp: this value cannot be copied into a message: std::move it
#include <memory>

#include "fauxtp/send.hpp"

void use(fauxtp::pid to, const std::unique_ptr<int>& owned) { fauxtp::send(to, owned); }
