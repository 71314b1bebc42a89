#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "fauxtp/detail/event_journal.hpp"
#include "fauxtp/detail/kept_form.hpp"
#include "fauxtp/gen_server.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// What can happen to the state of a durable_server.
template <class... Events>
struct events {};

namespace detail {

/// "added" of "counter::added", or what the type calls itself in files: `kept_as`.
template <class T>
std::string kept_name() {
  if constexpr (requires { std::string_view(T::kept_as); }) {
    return std::string(std::string_view(T::kept_as));
  } else {
    const std::string name = type_name<T>();
    const std::size_t colons = name.rfind("::", name.find('<'));
    return colons == name.npos ? name : name.substr(colons + 2);
  }
}

/// A state that its events change.
template <class State, class... Events>
class event_state final : public kept_state {
 public:
  event_state() {
    for (std::size_t i = 1; i < names_.size(); ++i) {
      if (std::find(names_.begin(), names_.begin() + i, names_[i]) == names_.begin() + i) continue;
      throw std::logic_error("fauxtp: two events are called " + names_[i] +
                             "; give one of them another name, by kept_as");
    }
  }

  State value{};

  template <class Event>
  void write_event(std::string& to, const Event& event) const {
    cbor_writer writer(to);
    writer.head(cbor_kind::array, 2);
    std::size_t position = 0;
    static_cast<void>((... || (std::same_as<Event, Events> || (++position, false))));
    writer.text(names_[position]);
    keep(writer, event);
  }

 private:
  void clear() override { value = State{}; }
  void write(std::string& to) const override {
    cbor_writer writer(to);
    keep(writer, value);
  }
  void read(std::string_view from) override {
    cbor_reader reader(from);
    recall(reader, value);
    if (!reader.at_end()) reader.refuse("more than the state");
  }
  std::uint64_t apply(std::string_view events) override {
    cbor_reader reader(events);
    std::uint64_t count = 0;
    for (; !reader.at_end(); ++count) {
      if (reader.head_of(cbor_kind::array, "an event") != 2) reader.refuse("no event");
      const std::string_view name = reader.text();
      std::size_t position = 0;
      const bool known = (... || (names_[position++] == name && apply_one<Events>(reader)));
      if (!known) {
        throw unreadable("there is the event " + std::string(name) +
                         ", which the server does not know; it knows " + all_names());
      }
    }
    return count;
  }
  template <class Event>
  bool apply_one(cbor_reader& from) {
    Event event{};
    recall(from, event);
    value.apply(std::move(event));
    return true;
  }
  std::string all_names() const {
    std::string all;
    for (const std::string& each : names_) all += (all.empty() ? "" : ", ") + each;
    return all;
  }

  const std::array<std::string, sizeof...(Events)> names_{kept_name<Events>()...};
};

}  // namespace detail

/// A gen_server whose state outlives its crash, a kill -9 and a loss of power.
///
/// ```cpp file=test/examples/durable_server.cpp region=server
/// struct deposited {  // what has happened: written to the disk
///   std::int64_t amount = 0;
/// };
///
/// struct account {  // what follows from all that has happened
///   std::int64_t balance = 0;
///   void apply(const deposited& event) { balance += event.amount; }
/// };
///
/// struct deposit {
///   using reply = std::int64_t;
///   std::int64_t amount;
/// };
///
/// class bank : public durable_server<bank, account, events<deposited>, calls<deposit>> {
///  public:
///   explicit bank(const durable_options& files) : durable_server(files) {}
///
///   std::int64_t handle_call(deposit request, from) {
///     record(deposited{request.amount});
///     return state().balance;  // is sent when the event is on the disk
///   }
/// };
/// ```
///
/// A handler does not change the state: it records an event, which is applied at once, so that it
/// and later handlers see the new state. All replies, also those of requests that only look, are
/// held back until the events before them are on the disk: what was acknowledged is durable, and
/// nobody is told what may still be lost. What a handler sends or casts itself goes at once: call
/// `commit()` first, if it must not.
///
/// **Group commit.** Events are gathered as long as there are messages in the mailbox, and go to
/// the disk together: 64 callers need one sync. The server waits for it, and meanwhile requests
/// queue. A handler that waits for others holds the replies of those before it, who may be the ones
/// that it waits for: `commit()` sends them. Requests queue while a snapshot is written, too.
///
/// **After a crash** the constructor reads the last snapshot and applies the events that came
/// after it, so `apply` must follow from the state and the event alone: no clock, no chance, no
/// message. It runs on a thread of the node's pool then. The events that one handler has recorded
/// are all there or none of them is (but for a `commit()` between them), in the order in which they
/// were acknowledged, each once. Those of a request that got no reply (its caller or the server was
/// killed) may be there or not. Each start writes the state anew, so it needs that much room on the
/// disk, and a snapshot, while it is made, as much memory again.
///
/// **What is kept.** State and events are plain structs of up to 16 fields, of numbers, texts,
/// enums, durations, optionals, containers, terms without C++ objects, and structs of these; or
/// classes with a `kept()` that returns such a value, and a constructor that takes it. They are
/// default-constructible, and lie inside each other 32 deep at most. In the files, which are CBOR,
/// fields and events have their names. So a later program can read them after these changes:
///
///   - a field was added: it has its initializer's value; or was removed; or moved
///   - a number has another type: if the value fits; an integer is read as a number with a point
///   - a field has become an optional
///   - a type has another namespace, or another name and `static constexpr auto kept_as = "old";`
///
/// Not after others: an event that is not known any more, and a value that does not fit, are
/// refused.
///
/// **Failure.** If the disk does not take the events (it is full, or read-only), their calls fail:
/// a call_error whose cause is `("not_written", text)`. The state is what it was before, and the
/// server goes on; casts are lost, as a line in the log says. If a sync fails, nobody knows what is
/// on the disk: the server ends with an io::error, and what its next start finds there decides. A
/// handler that throws has recorded nothing. The start fails with io::error, and with journal_error
/// if the files are not what the server has left: with the file, the byte, and what was found
/// there. Only an end of the journal that was not written whole, as a loss of power leaves it, is
/// cut, which the log tells (`io/journal_cut`).
///
/// One server has a folder at a time; the lock of a process that was killed is gone. Thread-safety:
/// as a gen_server. All else is that of a gen_server, but in a member `reply(from, value)` is held
/// back, too, and with `last_second` a message of the journal cancels `timeout_after`.
///
/// It does not: copy to other machines, keep old snapshots, compress, or spread one state over
/// several servers.
///
/// Differs from OTP: there are no such servers; a process writes to `disk_log`, DETS or Mnesia.
/// Those answer before what they have written is on the disk (DETS and `disk_log` without `sync`;
/// Mnesia's transactions, but for `sync_transaction`), and repair DETS after a crash.
template <class Server, class State, class Events, class Calls = calls<>, class Casts = casts<>>
class durable_server;

template <class Server, class State, class... Events, class Calls, class Casts>
class durable_server<Server, State, events<Events...>, Calls, Casts>
    : public gen_server<Server, Calls, Casts> {
  using base = gen_server<Server, Calls, Casts>;

 public:
  const State& state() const noexcept { return kept_.value; }

 protected:
  /// Returns when the state is what it was.
  explicit durable_server(const durable_options& options)
      : journal_(detail::kept_name<Server>(), options, kept_) {
    this->reply_through(journal_);
  }

  /// Has this happen to the state: it is applied now, and is on the disk when the reply comes.
  /// Throws not_written, and bad_term for a value that cannot be kept.
  template <class Event>
  void record(const Event& event) {
    static_assert((std::same_as<Event, Events> || ...),
                  "fauxtp: this type is none of the server's events<…>");
    std::string& to = journal_.begin_event();
    try {
      kept_.write_event(to, event);
    } catch (...) {
      journal_.drop_event();
      throw;
    }
    journal_.end_event();
    try {
      kept_.value.apply(event);
    } catch (...) {
      journal_.spoil();
      throw;
    }
  }

  /// Returns when all that was recorded is on the disk, and the replies before are sent. What
  /// `terminate` records needs it, since nothing comes after that. Throws not_written.
  void commit() { journal_.commit(); }

  /// For a handler that has returned no_reply.
  template <class Reply>
  void reply(const from& client, Reply&& answer) {
    journal_.pass(client, term(std::forward<Reply>(answer)));
  }
  void reply(const from& client) { journal_.pass(client, {}); }

 private:
  void serve_call(term request, const from& client) final {
    surround(&client, [&] { base::serve_call(std::move(request), client); });
  }
  void serve_cast(term request) final {
    surround(nullptr, [&] { base::serve_cast(std::move(request)); });
  }
  void serve_info(term message) final {
    if (journal_.serve(message)) return;
    surround(nullptr, [&] { base::serve_info(std::move(message)); });
  }
  void serve_continue(term what) final {
    surround(nullptr, [&] { base::serve_continue(std::move(what)); });
  }
  void serve_task_end(pid task, task_status status, term result) final {
    surround(nullptr, [&] { base::serve_task_end(task, status, std::move(result)); });
  }

  template <class Handler>
  void surround(const from* client, Handler handler) {
    journal_.begin_handler();
    try {
      handler();
    } catch (...) {
      return journal_.handler_failed(client);
    }
    journal_.end_handler();
  }

  detail::event_state<State, Events...> kept_;
  detail::event_journal journal_;
};

}  // namespace fauxtp
#pragma GCC visibility pop
