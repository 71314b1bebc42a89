// expect: fauxtp: a request in calls<…> does not say what its reply is: `using reply = …;`
#include "fauxtp/gen_server.hpp"

struct reset {};

class server : public fauxtp::gen_server<server, fauxtp::calls<reset>> {
 public:
  int handle_call(reset, fauxtp::from) { return 0; }
};

void use() { fauxtp::start<server>(); }
