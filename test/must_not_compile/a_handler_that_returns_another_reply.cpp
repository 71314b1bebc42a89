// expect: fauxtp: a handle_call returns its request's reply, or a call_result of it
#include "fauxtp/gen_server.hpp"

struct value {
  using reply = int;
};

class server : public fauxtp::gen_server<server, fauxtp::calls<value>> {
 public:
  std::string handle_call(value, fauxtp::from) { return "one"; }
};

void use() { fauxtp::start<server>(); }
