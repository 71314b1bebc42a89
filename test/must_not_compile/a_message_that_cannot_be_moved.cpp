// expect: fauxtp: a message must be movable: this type cannot be moved into one
#include "fauxtp/send.hpp"

struct fixed {
  fixed() = default;
  fixed(const fixed&) = delete;
};

void use(fauxtp::pid to) { fauxtp::send(to, fixed{}); }
