// The actors of this module, by the names that config/app.json gives them.
#include "web.hpp"

FAUXTP_MODULE(NEW_PROJECT) { types.add<NEW_PROJECT::web>("web"); }
