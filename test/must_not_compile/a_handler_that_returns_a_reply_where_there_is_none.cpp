// expect: fauxtp: the reply of this request is void, so its handle_call returns nothing
#include "fauxtp/gen_server.hpp"

struct flush {
  using reply = void;
};

class server : public fauxtp::gen_server<server, fauxtp::calls<flush>> {
 public:
  int handle_call(flush, fauxtp::from) { return 1; }
};

void use() { fauxtp::start<server>(); }
