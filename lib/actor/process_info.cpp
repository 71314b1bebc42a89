// A look at an actor, taken where it lives.
#include "fauxtp/process_info.hpp"

#include "actor/process.hpp"
#include "actor/request.hpp"

namespace fauxtp {
namespace {

/// Asks for a look. Whatever becomes of it, the asker is answered: with nothing if there was no such
/// actor.
struct info_signal final : detail::signal {
  info_signal(pid to, pid asker, ref request) : signal(to), asker(asker), request(request) {}
  ~info_signal() override { detail::emit<detail::reply_signal>(asker, request, std::move(seen)); }
  void act(detail::process& receiver) noexcept override { seen = receiver.look(); }
  pid asker;
  ref request;
  std::optional<process_info> seen;
};

}  // namespace

std::string_view to_string(process_status status) {
  switch (status) {
    case process_status::running:
      return "running";
    case process_status::runnable:
      return "runnable";
    case process_status::waiting:
      return "waiting";
    case process_status::exiting:
      return "exiting";
  }
  return "?";
}

std::optional<process_info> info(pid actor) {
  detail::request answer;
  detail::emit<info_signal>(actor, self(), answer.id());
  answer.wait(runtime::time_point::max());
  return std::move(*answer.answer()).as<std::optional<process_info>>();
}

}  // namespace fauxtp
