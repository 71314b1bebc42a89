// A program that leaves its node although an actor never waits.
#include <atomic>

#include "fauxtp/node.hpp"
#include "fauxtp/spawn.hpp"

int main() {
  static std::atomic<bool> begun{false};
  const fauxtp::node home({.workers = 1, .shutdown_timeout = std::chrono::milliseconds(200)});
  fauxtp::spawn(fauxtp::spawn_options{.label = "hog"}, [] {
    for (begun = true;;) begun.load();
  });
  while (!begun) fauxtp::yield();
}
