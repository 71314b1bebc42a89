#pragma once

#include <functional>
#include <memory>
#include <string>

/// The way back to who has asked: one line of JSON, or several of which the last is given. Any
/// thread; also when the client, or the server, is gone. Never waits: of a client that does not
/// read, lines in between are dropped, and it is told of how many in a line `{"dropped": N}`.
class control_answer {
 public:
  class outlet;
  explicit control_answer(std::shared_ptr<outlet> to);

  /// The answer, or the end of it.
  void give(std::string line) const;
  /// A line of an answer that goes on. False when nobody is there any more who would read it.
  bool stream(std::string line) const;
  bool wanted() const;
  /// Called once, on the server's thread, if the client goes before the answer is given.
  void when_gone(std::function<void()> leave) const;

 private:
  std::shared_ptr<outlet> to_;
};

/// What lies between those who answer and the one thread that writes.
class control_answer::outlet {
 public:
  /// `notify`: there is something to take. Called on the answering threads.
  explicit outlet(std::function<void()> notify);
  ~outlet();

  /// The oldest line, for the server; none at the moment, if it is empty. `last`: it ends the
  /// answer.
  struct line {
    std::string text;
    bool last = false;
  };
  line take();
  /// The client has gone.
  void close();

 private:
  friend class control_answer;
  bool add(std::string text, bool last);

  struct state;
  std::unique_ptr<state> state_;
  std::function<void()> notify_;
};
