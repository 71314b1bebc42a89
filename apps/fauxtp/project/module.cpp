// The actors of this module, by the names that config/app.json gives them.
#include "counter.hpp"

FAUXTP_MODULE(@NAME @) { types.add<@NAME @ ::counter>("counter"); }
