// expect: fauxtp: this request has no reply type (`using reply = …;`)
#include "fauxtp/call.hpp"

struct reset {};

void use(fauxtp::pid server) { fauxtp::call(server, reset{}); }
