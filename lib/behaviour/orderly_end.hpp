#pragma once

#include "fauxtp/deadline.hpp"
#include "fauxtp/exit_reason.hpp"
#include "fauxtp/hibernate.hpp"

namespace fauxtp::detail {

/// Whether the exception that is being handled is no failure of what was tried: the actor is to
/// end, to leave the call that it serves, or to go on as another function; or another actor has
/// ended in order.
inline bool is_orderly_end() {
  try {
    throw;
  } catch (const actor_exit&) {
    return true;
  } catch (const cancelled_request&) {
    return true;
  } catch (const hibernation&) {
    return true;
  } catch (const exit_error& failure) {
    return !failure.reason().abnormal();
  } catch (...) {
    return false;
  }
}

}  // namespace fauxtp::detail
