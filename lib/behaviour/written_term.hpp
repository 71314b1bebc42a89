#pragma once

#include <functional>
#include <stdexcept>

#include "fauxtp/exit_reason.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/term.hpp"

namespace fauxtp::detail {

/// Thrown for what cannot be read; `what()` says why.
class not_readable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
  ~not_readable() override;
};

/// A value as it stands in a capsule: of nil, booleans, numbers, texts, lists and maps, as JSON has
/// them. Each other kind is a map with one key that begins with `$`:
///
///     {"$pid": "<0.65.1>", "name": "ledger"}   the name only if the actor has one
///     {"$ref": "#ref<9>"}, {"$bytes": "00ff"}, {"$text": "80"} (no UTF-8), {"$real": "inf"}
///     {"$tuple": […]}, {"$map": [[key, value], …]} (a key begins with `$`)
///     {"$call": request, "from": caller}, {"$cast": request}
///     {"$down": actor, "reason": …, "name": …}, {"$exit": from, "reason": …}, {"$reason": …}
///     {"$type": "bank::transfer", "fields": […]}, or "value": a typed message or reply
///     {"$shown": "…"}: how it is shown; it cannot be read. So are values of types without a form
///     of data, those of types with a to_string of their own, which may have reasons not to show
///     all, and those that are too large.
term written(const term& value);

/// Who stands in place of an actor: what `{"$pid": …}` has says whom.
using actor_reader = std::function<pid(std::string_view text, std::string_view name)>;
/// The value again; a call and a cast become their requests. Throws not_readable.
term read_written(const term& written, const actor_reader& actors);
exit_reason read_reason(const term& written, const actor_reader& actors);

}  // namespace fauxtp::detail
