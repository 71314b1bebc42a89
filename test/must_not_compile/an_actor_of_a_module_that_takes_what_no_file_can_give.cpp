// expect: fauxtp: an actor of a module is constructed from `const term& args`, from a
#include "fauxtp/module.hpp"

struct options {
  int* where = nullptr;
};

struct lost : fauxtp::actor {
  explicit lost(options) {}
  void run() override {}
};

void use(fauxtp::actor_types& types) { types.add<lost>("lost"); }
