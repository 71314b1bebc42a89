#include "stubborn.hpp"

FAUXTP_MODULE(pricing) { types.add<stubborn>("Pricer"); }
