// How pids and refs are shown.
#include "fauxtp/pid.hpp"

#include <ostream>

namespace fauxtp {

std::string to_string(pid id) {
  return "<0." + std::to_string(id.slot()) + '.' + std::to_string(id.generation()) + '>';
}
std::string to_string(ref id) { return "#ref<" + std::to_string(id.value()) + '>'; }

std::ostream& operator<<(std::ostream& out, pid id) { return out << to_string(id); }
std::ostream& operator<<(std::ostream& out, ref id) { return out << to_string(id); }

}  // namespace fauxtp
