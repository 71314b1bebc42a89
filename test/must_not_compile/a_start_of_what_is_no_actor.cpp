// expect: fauxtp: what is started must be an actor or a gen_server
#include "fauxtp/start.hpp"

struct plain {};

void use() { fauxtp::start<plain>(); }
