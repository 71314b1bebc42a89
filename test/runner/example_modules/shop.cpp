#include "stubborn.hpp"

FAUXTP_MODULE(shop) {
  types.add<stubborn>("Store");
  types.add<stubborn>("Indexer");
  types.add<stubborn>("Session");
  types.add<stubborn>("Import");
}
