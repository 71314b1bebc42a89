// A module whose static initialiser throws.
#include <fauxtp/fauxtp.hpp>
#include <stdexcept>

namespace {

int refuse() { throw std::runtime_error("there is no license"); }
const int loaded = refuse();

}  // namespace

FAUXTP_MODULE(throws_while_loading) {}
