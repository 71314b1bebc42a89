#include "stubborn.hpp"

FAUXTP_MODULE(chat) {
  types.add<stubborn>("Db");
  types.add<stubborn>("Room");
}
