// expect: fauxtp: a pattern (any, ignore, type<T>, where) is not a value
#include "fauxtp/pattern.hpp"
#include "fauxtp/send.hpp"

void use(fauxtp::pid to) { fauxtp::send(to, fauxtp::any); }
