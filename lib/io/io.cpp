// How an actor waits for a descriptor.
#include "fauxtp/io.hpp"

#include <cerrno>
#include <utility>

#include "actor/process.hpp"
#include "actor/ready_wait.hpp"
#include "fauxtp/actor.hpp"
#include "fauxtp/timer.hpp"
#include "io/ready.hpp"
#include "runtime/descriptor.hpp"

namespace fauxtp::io {
namespace {

std::string text_of(const std::string& operation, const std::string& subject) {
  return subject.empty() ? operation : operation + " " + subject;
}

// An order that has come lies in the mailbox, too, and stays there: the actor ends.
void obey_order() {
  detail::process& own = detail::process::current();
  own.home().deliver_parcels();
  if (const exit_reason* reason = own.order_to_end()) stop(*reason);
}

}  // namespace

error::error(int number, std::string operation, std::string what)
    : error(std::error_code(number, std::system_category()), std::move(operation),
            std::move(what)) {}
error::error(std::error_code code, std::string operation, std::string what)
    : std::system_error(code, text_of(operation, what)),
      operation_(std::move(operation)),
      subject_(std::move(what)) {}
error::~error() = default;

events wait_for(runtime::io_source& source, events wanted, runtime::time_point deadline,
                orders parents, const std::source_location& where) {
  using detail::wake_by;
  detail::process& own = detail::process::current();
  const bool obeys = parents == orders::obeyed;
  if (obeys) obey_order();
  detail::ready_wait ready(source, {wanted.readable, wanted.writable});
  own.waits_at(where);
  while (!ready.wait(deadline, obeys ? wake_by::message : wake_by::nothing)) {
    if (!obeys) break;
    obey_order();
    if (own.now() >= deadline) break;
  }
  return {ready.what().readable, ready.what().writable};
}

events wait(int descriptor, events wanted, duration time, orders parents,
            std::source_location where) {
  runtime::borrowed_descriptor source(descriptor);
  try {
    if (!wanted.any()) throw std::system_error(EINVAL, std::system_category());
    return wait_for(source, wanted, deadline_after(time), parents, where);
  } catch (const std::system_error& refused) {
    throw error(refused.code(), "wait for descriptor", std::to_string(descriptor));
  }
}

bool wait_readable(int descriptor, duration time, std::source_location where) {
  return wait(descriptor, {.readable = true}, time, orders::ignored, where).readable;
}

bool wait_writable(int descriptor, duration time, std::source_location where) {
  return wait(descriptor, {.writable = true}, time, orders::ignored, where).writable;
}

detail::io_moment readable(int descriptor) { return moment_of(descriptor); }

}  // namespace fauxtp::io
