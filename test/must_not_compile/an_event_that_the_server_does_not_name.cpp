// expect: fauxtp: this type is none of the server's events<…>
#include "fauxtp/durable_server.hpp"

struct added {
  int amount = 0;
};
struct removed {
  int amount = 0;
};
struct stock {
  int amount = 0;
  void apply(const added& event) { amount += event.amount; }
};
struct remove_one {
  using reply = void;
};

class server : public fauxtp::durable_server<server, stock, fauxtp::events<added>,
                                             fauxtp::calls<remove_one>> {
 public:
  explicit server(const fauxtp::durable_options& files) : durable_server(files) {}
  void handle_call(remove_one, fauxtp::from) { record(removed{1}); }
};

void use() { fauxtp::start<server>(fauxtp::durable_options{}); }
