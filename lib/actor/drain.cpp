#include "fauxtp/drain.hpp"

#include "actor/process.hpp"
#include "fauxtp/send.hpp"

namespace fauxtp {

void drained() {
  const detail::process& own = detail::process::current();
  if (own.parent()) send(own.parent(), detail::drained_notice{own.id()});
}

}  // namespace fauxtp
