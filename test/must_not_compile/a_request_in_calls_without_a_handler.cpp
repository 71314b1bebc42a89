// expect: fauxtp: a request in calls<…> has no handle_call(Request, from) in the server
#include "fauxtp/gen_server.hpp"

struct add {
  using reply = int;
};
struct value {
  using reply = int;
};

class server : public fauxtp::gen_server<server, fauxtp::calls<add, value>> {
 public:
  int handle_call(add, fauxtp::from) { return 0; }
};

void use() { fauxtp::start<server>(); }
