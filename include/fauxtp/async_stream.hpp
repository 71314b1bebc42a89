#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <ranges>
#include <source_location>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <variant>

#include "fauxtp/detail/task_set.hpp"
#include "fauxtp/duration.hpp"
#include "fauxtp/exit_reason.hpp"
#include "fauxtp/spawn.hpp"
#include "fauxtp/task.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// What becomes of an element whose task takes too long. The task is killed in any case.
enum class on_timeout : unsigned char {
  fail,  ///< the stream throws task_error with `timeout`, and ends the other tasks
  kill   ///< the element's result is the failure `timeout`, and the stream goes on
};

/// What can be chosen for a stream. Every field has a usable default.
struct async_stream_options {
  std::size_t max_concurrency = 0;  ///< how many tasks run at once; 0: as many as there are workers
  bool ordered = true;              ///< results come in the order of the elements
  fauxtp::on_timeout on_timeout = fauxtp::on_timeout::fail;
  duration timeout = std::chrono::seconds(5);  ///< how long each task may take
  /// For each task. They are spread over the workers, so what they share must be safe for several
  /// threads; `.spawn = {.place = placement::here}` keeps them on the worker of their owner.
  spawn_options spawn{.place = placement::spread};
};

/// What has become of one element: a value, or the reason why there is none.
template <class T>
struct stream_result {
  std::size_t index;  ///< of the element in the input; the first one has 0
  std::optional<std::conditional_t<std::is_void_v<T>, std::monostate, T>> value{};
  exit_reason failure{};  ///< if there is no value

  bool ok() const noexcept { return value.has_value(); }
};

namespace detail {

/// Which of the stream's tasks have ended, and which of these is given out next.
class stream_tasks {
 public:
  explicit stream_tasks(async_stream_options options);

  /// Whether another element may be taken from the input now.
  bool has_room();
  void start(std::function<term()> function);
  /// Waits until one more task has ended. False if none is left.
  bool wait(const std::source_location& where);
  /// What is given out next, if it is there.
  std::optional<task_end> next();

 private:
  async_stream_options options_;
  std::size_t started_ = 0;
  std::size_t given_out_ = 0;
  std::unordered_map<std::size_t, task_end> early_;  // by the places of their results
  task_set tasks_;
};

/// What async_stream returns: an input range, which can be gone through once.
template <class Range, class Function>
class result_stream {
  using input = std::remove_reference_t<Range>;
  using element = std::ranges::range_value_t<input>;
  using returned = std::invoke_result_t<Function&, element>;
  using result = stream_result<std::remove_cvref_t<returned>>;
  static constexpr bool owns_elements =
      !std::is_lvalue_reference_v<Range> && !std::ranges::view<input>;

 public:
  class iterator {
   public:
    using iterator_concept = std::input_iterator_tag;
    using value_type = result;
    using difference_type = std::ptrdiff_t;

    iterator() = default;
    explicit iterator(result_stream& from) : from_(&from) {}
    result& operator*() const { return *from_->current_; }
    result* operator->() const { return &*from_->current_; }
    iterator& operator++() {
      from_->advance();
      return *this;
    }
    void operator++(int) { from_->advance(); }
    friend bool operator==(const iterator& at, std::default_sentinel_t) { return at.is_over(); }

   private:
    bool is_over() const noexcept { return !from_->current_; }

    result_stream* from_ = nullptr;
  };

  result_stream(Range&& range, Function function, async_stream_options options,
                const std::source_location& where)
      : range_(std::forward<Range>(range)),
        function_(std::move(function)),
        where_(where),
        tasks_(std::move(options)) {}
  result_stream(const result_stream&) = delete;
  result_stream& operator=(const result_stream&) = delete;

  iterator begin() {
    if (!place_) {
      place_.emplace(std::ranges::begin(range_));
      advance();
    }
    return iterator(*this);
  }
  std::default_sentinel_t end() const noexcept { return {}; }

 private:
  void advance() {
    current_.reset();
    do {
      take_elements();
      if (std::optional<task_end> end = tasks_.next()) return give_out(std::move(*end));
    } while (tasks_.wait(where_));
  }

  void take_elements() {
    while (tasks_.has_room() && reaches_element()) {
      // It is used up even if it can not be read, so that nothing is read twice.
      is_used_ = true;
      if constexpr (owns_elements) {
        tasks_.start(work_for(std::move(**place_)));
      } else {
        tasks_.start(work_for(**place_));
      }
    }
  }

  void give_out(task_end end) {
    current_.emplace(result{.index = end.number});
    if (end.failure) {
      current_->failure = std::move(*end.failure);
    } else if constexpr (std::is_void_v<returned>) {
      current_->value.emplace();
    } else {
      current_->value.emplace(std::move(end.value).template as<std::remove_cvref_t<returned>>());
    }
  }

  // The input goes on when its next element is wanted, not before: that may take long.
  bool reaches_element() {
    if (std::exchange(is_used_, false)) ++*place_;
    return *place_ != std::ranges::end(range_);
  }

  std::function<term()> work_for(element one) const {
    struct held {
      Function function;
      element one;
    };
    return as_term(
        [work = std::make_shared<held>(held{function_, std::move(one)})]() -> decltype(auto) {
          return std::invoke(work->function, std::move(work->one));
        });
  }

  Range range_;
  Function function_;
  std::source_location where_;
  std::optional<std::ranges::iterator_t<input>> place_;
  bool is_used_ = false;
  std::optional<result> current_;
  stream_tasks tasks_;
};

}  // namespace detail

/// Runs a function as a task for each element of a range, a few at a time, and is a range of the
/// results: what Task.async_stream is in Elixir.
///
/// ```cpp file=test/examples/async_stream.cpp region=async_stream
/// std::size_t bytes_of(const std::vector<std::string>& addresses) {
///   std::size_t sum = 0;
///   for (auto& page : async_stream(addresses, fetch, {.max_concurrency = 8, .timeout = 3s})) {
///     if (page.ok()) sum += page.value->size();
///   }
///   return sum;
/// }
/// ```
///
/// The result of an element is the value that the function has returned for it, or the exit reason
/// of its task. Only a task that takes too long ends the whole stream, unless on_timeout::kill says
/// otherwise. No task runs longer than the call that the owner serves may take (deadline.hpp).
///
/// The stream is lazy. Elements are taken from the input, one after the other, when the loop asks
/// for the next result; at most max_concurrency tasks run at once. Results that have come before
/// their turn are kept, but no element is taken while twice max_concurrency were taken and their
/// results were not given out. So the input may be endless. When the stream goes, by a `break` or
/// by an exception, the tasks that still run are killed, and have ended.
///
/// Each task has a copy of the function, and its element. A range that is an lvalue is referred
/// to, and must live as long as the stream; another one is moved into the stream. Nothing of the
/// stream comes into the owner's mailbox. It can be gone through once, by the actor that has made
/// it.
///
/// Differs from Elixir: a task that fails does not end its owner (as with async_stream_nolink);
/// what a lazy input does, happens in the owner.
template <class Range, class Function>
requires std::ranges::input_range<Range> detail::result_stream<Range, Function> async_stream(
    Range&& range, Function function, async_stream_options options = {},
    const std::source_location& where = std::source_location::current()) {
  return {std::forward<Range>(range), std::move(function), std::move(options), where};
}

}  // namespace fauxtp
#pragma GCC visibility pop
