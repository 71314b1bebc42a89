#include "stubborn.hpp"

FAUXTP_MODULE(counter) { types.add<stubborn>("Counter"); }
