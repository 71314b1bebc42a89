// Calls from threads that are no actors.
#include "fauxtp/ask.hpp"

#include <memory>
#include <utility>

#include "actor/local_node.hpp"
#include "actor/post.hpp"
#include "runtime/interleaver.hpp"

namespace fauxtp::detail {
namespace {

using answer_taker = std::function<void(term&&, std::exception_ptr)>;

/// The call of one asker, made by an actor beside the server.
struct question final : runtime::parcel {
  question(pid server, term request, duration wait, answer_taker done)
      : server(server), request(std::move(request)), wait(wait), done(std::move(done)) {}

  void deliver() noexcept override {
    const std::unique_ptr<question> own(this);
    process* asked = local(server);
    if (asked == nullptr) return refuse();
    runtime::worker& home = asked->home();
    std::unique_ptr<process> made(new (home) process(
        asked->node(), home, make_body([mine = std::move(*this)]() mutable { mine.ask(); }),
        spawn_options{.label = "ask"}));
    asked->node().launch(std::move(made), *asked);
  }
  void refuse() {
    done({}, std::make_exception_ptr(call_error(exit_reason::noproc, server, to_string(request))));
  }

 private:
  void ask() {
    term answer;
    std::exception_ptr failure;
    try {
      answer = call_term(server, std::move(request), wait, {});
    } catch (const call_error&) {
      failure = std::current_exception();
    }
    done(std::move(answer), failure);
  }

  pid server;
  term request;
  duration wait;
  answer_taker done;
};

}  // namespace

void ask_term(pid server, term request, duration wait, answer_taker done) {
  auto asked = std::make_unique<question>(server, std::move(request), wait, std::move(done));
  runtime::interleaver::choice_point();
  const process_slot* slot = process_table::find(server);
  if (slot == nullptr) return asked->refuse();
  runtime::inbox* home = slot->home.load(std::memory_order_acquire);
  runtime::interleaver::choice_point();
  if (home->push(asked.get())) static_cast<void>(asked.release());
}

}  // namespace fauxtp::detail
