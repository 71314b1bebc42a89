#include "stubborn.hpp"

namespace {

class acceptor : public stubborn {
 public:
  explicit acceptor(const fauxtp::term& args) : stubborn(args) {
    for (int i = 0; i < 3; ++i) fauxtp::dynamic_supervisor::start_child("rooms");
  }
};

}  // namespace

FAUXTP_MODULE(tcp) { types.add<acceptor>("Acceptor"); }
