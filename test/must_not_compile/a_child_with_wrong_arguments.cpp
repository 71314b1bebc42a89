// expect: fauxtp: the actor has no constructor that takes these arguments
#include "fauxtp/gen_server.hpp"
#include "fauxtp/supervisor.hpp"

class server : public fauxtp::gen_server<server> {
 public:
  explicit server(int first);
};

void use() { fauxtp::child_start<server>("one"); }
