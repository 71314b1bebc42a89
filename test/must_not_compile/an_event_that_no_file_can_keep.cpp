// expect: fauxtp: this type cannot be kept in a file: it is no plain struct of up to 16 fields
#include <memory>

#include "fauxtp/durable_server.hpp"

struct added {
  std::shared_ptr<int> amount;
};
struct stock {
  int amount = 0;
  void apply(const added& event) { amount += *event.amount; }
};
struct add_one {
  using reply = void;
};

class server
    : public fauxtp::durable_server<server, stock, fauxtp::events<added>, fauxtp::calls<add_one>> {
 public:
  explicit server(const fauxtp::durable_options& files) : durable_server(files) {}
  void handle_call(add_one, fauxtp::from) { record(added{std::make_shared<int>(1)}); }
};

void use() { fauxtp::start<server>(fauxtp::durable_options{}); }
