// A look at all actors of a node: each worker looks at its own actors, a few at a time.
#include <algorithm>
#include <deque>
#include <iterator>
#include <memory>
#include <mutex>

#include "actor/local_node.hpp"
#include "actor/post.hpp"
#include "actor/process_look.hpp"
#include "actor/request.hpp"
#include "actor/signals.hpp"
#include "runtime/interleaved_mutex.hpp"

namespace fauxtp::detail {
namespace {

// What one piece of a look may cost: about 50 us, which is as long as one message may take.
constexpr std::size_t cost_of_a_piece = 512;
constexpr std::size_t cost_of_a_look = 8;
constexpr std::size_t cost_of_passing_by = 1;

/// What one worker has found. The actor that has asked keeps this; when it is gone, or when the
/// actor does not wait any more, the worker does not look further.
struct findings {
  explicit findings(wanted_actors which) : which(std::move(which)) {}

  const wanted_actors which;
  // Of all members below. A look at an actor asks the registry, too, which has a lock of its own.
  runtime::interleaved_mutex guard;
  std::vector<process_info> actors;
  std::size_t left_out = 0;
  std::size_t pieces = 0;
  bool wanted = true;
};

}  // namespace

/// Goes along the list of the actors that live on a worker, newest first, and lets other actors run
/// after each piece: it sends itself to its worker again, like any parcel.
class local_node::look final : public runtime::parcel {
 public:
  look(worker_own& own, runtime::worker& home, const std::shared_ptr<findings>& found, pid asker,
       ref request)
      : own_(own), home_(home), found_(found), asker_(asker), request_(request) {}
  ~look() override {
    for (look** link = &own_.looks; *link != nullptr; link = &(*link)->other_) {
      if (*link != this) continue;
      *link = other_;
      return;
    }
  }

  void deliver() noexcept override {
    if (!has_begun_) begin();
    const std::shared_ptr<findings> found = found_.lock();
    if (found != nullptr) {
      go_on(*found);
      if (next_ != nullptr && home_.post(this)) return;
      emit<reply_signal>(asker_, request_, term());
    }
    delete this;
  }

  /// Called when an actor of the list has ended: no look may visit it any more.
  static void skip(worker_own& own, const process& ended) noexcept {
    for (look* each = own.looks; each != nullptr; each = each->other_) {
      if (each->next_ == &ended) each->next_ = ended.previous;
    }
  }

 private:
  void begin() noexcept {
    has_begun_ = true;
    next_ = own_.last_begun;
    other_ = own_.looks;
    own_.looks = this;
  }

  void go_on(findings& found) noexcept {
    const std::lock_guard lock(found.guard);
    if (!found.wanted) next_ = nullptr;
    for (std::size_t cost = 0; next_ != nullptr && cost < cost_of_a_piece;
         next_ = next_->previous) {
      cost += cost_of_passing_by;
      if (found.which.choose && !found.which.choose(glance(*next_))) continue;
      if (found.actors.size() < found.which.most_of_a_worker) {
        found.actors.push_back(detail::look(*next_));
        cost += cost_of_a_look;
      } else {
        ++found.left_out;
      }
    }
    ++found.pieces;
  }

  worker_own& own_;
  runtime::worker& home_;
  std::weak_ptr<findings> found_;
  pid asker_;
  ref request_;
  bool has_begun_ = false;
  const process* next_ = nullptr;
  look* other_ = nullptr;  // another look of the same worker
};

void local_node::skip_in_looks(const process& ended) noexcept {
  look::skip(own_of(ended.home()), ended);
}

process_list local_node::look_at_all(const wanted_actors& which) {
  struct asked {
    explicit asked(const wanted_actors& which) : found(std::make_shared<findings>(which)) {}
    ~asked() {
      const std::lock_guard lock(found->guard);
      found->wanted = false;
    }
    std::shared_ptr<findings> found;
    request done{};
  };
  process& own = process::current();
  std::deque<asked> all;
  for (std::size_t i = 0; i < pool_->size(); ++i) {
    asked& each = all.emplace_back(which);
    auto sent = std::make_unique<look>(own_[i], pool_->at(i), each.found, own.id(), each.done.id());
    if (pool_->at(i).post(sent.get())) static_cast<void>(sent.release());
  }
  process_list list;
  auto until = own.deadline_after(which.wait);
  for (std::size_t i = 0; i < pool_->size(); ++i) {
    findings& found = *all[i].found;
    bool done = false;
    for (std::size_t pieces = 0;;) {
      done = all[i].done.wait(until);
      const std::lock_guard lock(found.guard);
      if (done || found.pieces == pieces) break;
      pieces = found.pieces;
      until = own.deadline_after(which.wait);
    }
    const std::lock_guard lock(found.guard);
    const bool seen_any = !found.actors.empty();
    std::ranges::move(found.actors, std::back_inserter(list.actors));
    list.left_out += found.left_out;
    if (done) continue;
    ++list.silent;
    auto hog = glimpse(pool_->at(i), *this);
    if (!hog) continue;
    const auto is_hog = [&](const process_info& each) { return each.actor == hog->actor; };
    if (seen_any) std::erase_if(list.actors, is_hog);
    list.actors.push_back(std::move(*hog));
  }
  return list;
}

}  // namespace fauxtp::detail
