// Keeps notes in a file, with faults that only a disk that goes wrong shows.
#include <cerrno>
#include <cstdint>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/file.hpp>
#include <fauxtp/simulation.hpp>
#include <string>

namespace notes {

using namespace fauxtp;
using namespace std::chrono_literals;

const std::string path = "/notes/all";

struct options {
  /// What is done wrong: "none", "half_lines", "lost_lines" or "no_sync".
  std::string mistake = "none";
};

std::string line(std::uint64_t number) { return "note " + std::to_string(number) + "\n"; }

/// How many lines there are, one after the other from 0 on, and where they end.
struct whole_lines {
  std::uint64_t count = 0;
  std::uint64_t end = 0;
};
whole_lines lines_of(const std::string& content) {
  whole_lines all;
  for (std::string next = line(0); content.compare(all.end, next.size(), next) == 0;
       next = line(++all.count)) {
    all.end += next.size();
  }
  return all;
}

bool lost = false;

/// How many lines were on the disk, as whoever wrote them says.
std::uint64_t counted() {
  const std::string text = io::file("/notes/count", io::file_mode::update).read_all();
  return text.empty() ? 0 : std::stoull(text);
}

/// Writes a note, again over what was written in part, until it is on the disk.
void keeps(options args) {
  io::file file(path, io::file_mode::update);
  whole_lines all = lines_of(file.read_all());
  file.resize(all.end);
  lost = lost || all.count < counted();
  for (;; sleep(1s)) {
    const std::string next = line(all.count);
    try {
      file.write_at(all.end, std::as_bytes(std::span(next)));
      if (args.mistake != "no_sync") file.sync();
      all = {all.count + 1, all.end + next.size()};
      io::replace_file("/notes/count", std::to_string(all.count));
    } catch (const io::error& failed) {
      const int error = failed.code().value();
      if (args.mistake == "lost_lines" && error == EIO) ++all.count;
      if (args.mistake == "half_lines" && error == ENOSPC) all.end = file.size();
    }
  }
}

FAUXTP_INVARIANT("all lines are whole, and none is missing") {
  if (!whereis("keeps")) return true;
  const std::string content = io::file(path).read_all();
  return lines_of(content).end == content.size();
}

FAUXTP_INVARIANT("all lines that were counted are there after a start") { return !lost; }

struct add {
  using reply = bool;
  std::uint64_t number;
};

/// Writes what it is told.
class book : public gen_server<book, calls<add>> {
 public:
  bool handle_call(add request, from) {
    file_.write(std::to_string(request.number) + "\n");
    file_.sync();
    return true;
  }

 private:
  io::file file_{"/notes/book", io::file_mode::append};
};

/// Wrong: who has not answered in time may have done it.
void tells_the_book() {
  for (std::uint64_t number = 0;; ++number) {
    retry({.attempts = 100, .min = 10ms, .max = 1s}, [&] { call("book", add{number}, 300ms); });
    sleep(1s);
  }
}

FAUXTP_INVARIANT("no number is in the book twice") {
  if (!whereis("book")) return true;
  const std::string content = io::file("/notes/book").read_all();
  std::uint64_t expected = 0;
  std::string all;
  while (all.size() < content.size()) all += std::to_string(expected++) + "\n";
  return all == content;
}

}  // namespace notes

FAUXTP_MODULE(notes) {
  types.add("keeps", notes::keeps);
  types.add<notes::book>("book");
  types.add("tells_the_book", notes::tells_the_book);
}
