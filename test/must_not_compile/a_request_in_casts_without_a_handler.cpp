// expect: fauxtp: a request in casts<…> has no handle_cast(Request) in the server
#include "fauxtp/gen_server.hpp"

struct reset {};

class server : public fauxtp::gen_server<server, fauxtp::calls<>, fauxtp::casts<reset>> {};

void use() { fauxtp::start<server>(); }
