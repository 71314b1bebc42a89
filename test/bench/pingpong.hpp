#pragma once

#include <fauxtp/fauxtp.hpp>

namespace bench {

struct ping {
  fauxtp::pid from;
  std::int64_t n;
};
struct pong {
  std::int64_t n;
};
struct enough {};

/// The side that answers, until the other side is done.
inline void answer() {
  using namespace fauxtp;
  while (receive(on([](ping request) {
                   send(request.from, pong{request.n});
                   return true;
                 }),
                 on([](enough) { return false; }))) {
  }
}

/// The side that asks: makes `trips` round trips, with one message under way at a time.
inline void ask(fauxtp::pid other, std::int64_t trips) {
  using namespace fauxtp;
  for (std::int64_t n = trips; n > 0; --n) {
    send(other, ping{self(), n});
    receive<pong>();
  }
}

}  // namespace bench
