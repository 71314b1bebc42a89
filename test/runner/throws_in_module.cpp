// A module that throws where it names its actors.
#include <fauxtp/fauxtp.hpp>

FAUXTP_MODULE(throws_in_module) { throw 42; }
