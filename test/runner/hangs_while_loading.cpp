// A module whose static initialiser never returns.
#include <unistd.h>

#include <cstdio>
#include <fauxtp/fauxtp.hpp>

namespace {

int load_for_ever() {
  std::fputs("loads for ever\n", stderr);
  for (;;) pause();
}

const int loaded = load_for_ever();

}  // namespace

FAUXTP_MODULE(hangs_while_loading) {}
