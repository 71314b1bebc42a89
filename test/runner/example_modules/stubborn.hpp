#pragma once

#include <fauxtp/fauxtp.hpp>

/// Does not stop when it is asked to. A tree of these takes as long to stop as a tree can.
class stubborn : public fauxtp::actor {
 public:
  explicit stubborn(const fauxtp::term&) {}

 private:
  void init() override { fauxtp::trap_exit(); }
  void run() override {
    for (;;) fauxtp::receive(fauxtp::on(fauxtp::any, [](const fauxtp::term&) {}));
  }
};
