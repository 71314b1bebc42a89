// expect: fauxtp: what is started must be an actor or a gen_server
#include "fauxtp/supervisor.hpp"

struct plain {};

void use() { fauxtp::child_start<plain>(); }
