// expect: fauxtp: the actor has no constructor that takes these arguments
#include "fauxtp/gen_server.hpp"

class server : public fauxtp::gen_server<server> {
 public:
  explicit server(int first);
};

void use() { fauxtp::start<server>("one"); }
