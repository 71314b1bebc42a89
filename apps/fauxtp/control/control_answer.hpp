#pragma once

#include <functional>
#include <memory>
#include <string>

/// The way back to the client of a request: one line of JSON, or several, of which the last is
/// given by `give`. Any thread may call it, also when the client or the server is gone. It never
/// waits: if a client does not read, lines before the last are dropped, and a line `{"dropped": N}`
/// tells how many.
class control_answer {
 public:
  class outlet;
  explicit control_answer(std::shared_ptr<outlet> to);

  /// The whole answer, or its last line.
  void give(std::string line) const;
  /// A line of an answer that goes on. False when there is no client any more to read it.
  bool stream(std::string line) const;
  bool wanted() const;
  /// Called once, on the server's thread, if the client goes before the answer is given.
  void when_gone(std::function<void()> leave) const;

 private:
  std::shared_ptr<outlet> to_;
};

/// Lies between the threads that answer and the one thread that writes.
class control_answer::outlet {
 public:
  /// `notify` is called, on the answering threads, when there is a line to take.
  explicit outlet(std::function<void()> notify);
  ~outlet();

  /// The oldest line, for the server to write; an empty one if there is none at the moment. `last`:
  /// the line ends the answer.
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
