// A look at an actor, taken where it lives.
#include "fauxtp/process_info.hpp"

#include "actor/process.hpp"
#include "actor/request.hpp"

namespace fauxtp {
namespace {

/// Asks for a look; answered like a call, with nothing if there is no such actor.
struct info_signal final : detail::signal {
  info_signal(pid to, pid asker, ref request) : signal(to), asker(asker), request(request) {}
  void act(detail::process& receiver) noexcept override {
    detail::emit<detail::reply_signal>(asker, request, receiver.look());
  }
  void bounce() noexcept override {
    detail::emit<detail::reply_signal>(asker, request, std::optional<process_info>());
  }
  pid asker;
  ref request;
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
