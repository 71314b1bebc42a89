// expect: fauxtp: a child is started again with copies of its arguments
#include <memory>

#include "fauxtp/gen_server.hpp"
#include "fauxtp/supervisor.hpp"

class server : public fauxtp::gen_server<server> {
 public:
  explicit server(std::unique_ptr<int> owned);
};

void use() { fauxtp::child_start<server>(std::make_unique<int>(1)); }
