// Counts the words of a text in four stages. Each stage asks the stage before it for what it wants.
#include <algorithm>
#include <cctype>
#include <deque>
#include <fauxtp/fauxtp.hpp>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace pipeline {

using fauxtp::ref;
using fauxtp::term;

/// "Send me `count` more items": a stage sends it to the stage before. No stage sends an item that
/// was not asked for, so none drowns in the mail of a faster one. The answers are `("item",
/// reading, value)`, and `("end", reading)` when there are no more.
///
/// The last stage makes `reading`, and all stages pass it on. A stage that sees a new one begins
/// again; answers for an old one that are still on their way match no receive.
struct ask {
  fauxtp::pid who;
  ref reading;
  int count;
};

/// The stage before, as the stage after it sees it.
class upstream {
 public:
  upstream(std::string stage, ref reading, int batch)
      : stage_(std::move(stage)), reading_(reading), batch_(batch) {}

  /// The next item, or nothing at the end.
  std::optional<term> next() {
    if (due_ == 0) {
      fauxtp::send(stage_, ask{fauxtp::self(), reading_, batch_});
      due_ = batch_;
    }
    --due_;
    return fauxtp::receive(
        fauxtp::on(fauxtp::tuple("item", reading_, fauxtp::any),
                   [](term item) { return std::optional<term>(std::move(item)); }),
        fauxtp::on(fauxtp::tuple("end", reading_), [] { return std::optional<term>(); }));
  }

 private:
  std::string stage_;
  ref reading_;
  int batch_;
  int due_ = 0;  // items that were asked for and have not come yet
};

using source = std::function<std::optional<term>()>;

/// The loop of a stage: `begin(reading)` returns the source of the items of a new reading.
template <class Begin>
void serve(Begin begin) {
  ref reading;
  source next;
  for (;;) {
    const ask wanted = fauxtp::receive<ask>();
    if (wanted.reading != reading) {
      reading = wanted.reading;
      next = begin(reading);
    }
    for (int sent = 0; sent < wanted.count; ++sent) {
      std::optional<term> item = next();
      if (!item) {
        fauxtp::send(wanted.who, fauxtp::tuple("end", reading));
        break;
      }
      fauxtp::send(wanted.who, fauxtp::tuple("item", reading, std::move(*item)));
    }
  }
}

struct reader_options {
  std::vector<std::string> text;
  std::size_t damaged_line = 0;  // counted from 1
};

/// First stage: the lines of the text. One of them is damaged when it is read for the first time.
void reader(reader_options args) {
  serve([&](ref) -> source {
    return [&, line = std::size_t{0}]() mutable -> std::optional<term> {
      if (line == args.text.size()) return std::nullopt;
      if (++line != args.damaged_line) return term(args.text[line - 1]);
      args.damaged_line = 0;
      return term(std::string(1, '\0'));
    };
  });
}

std::deque<std::string> split(std::string line) {
  for (char& letter : line) {
    if (letter == '\0') throw std::runtime_error("this line is damaged");
    letter = std::isalpha(letter) ? static_cast<char>(std::tolower(letter)) : ' ';
  }
  std::istringstream words(line);
  return {std::istream_iterator<std::string>(words), {}};
}

/// Second stage: the words of the lines, in small letters. It does not handle a damaged line: it
/// crashes, and its supervisor starts it and all later stages anew.
void words() {
  serve([](ref reading) -> source {
    return [lines = upstream("reader", reading, 4),
            found = std::deque<std::string>()]() mutable -> std::optional<term> {
      while (found.empty()) {
        const std::optional<term> line = lines.next();
        if (!line) return std::nullopt;
        found = split(line->as<std::string>());
      }
      term word(std::move(found.front()));
      found.pop_front();
      return word;
    };
  });
}

struct counts_options {
  std::size_t shortest_word = 1;
};

/// Third stage: each word and how often it occurs, the most frequent word first.
void counts(counts_options args) {
  serve([shortest = args.shortest_word](ref reading) -> source {
    std::map<std::string, int> counted;
    upstream words("words", reading, 16);
    while (const std::optional<term> item = words.next()) {
      const auto word = item->as<std::string>();
      if (word.size() >= shortest) ++counted[word];
    }
    std::deque<std::pair<std::string, int>> ranking(counted.begin(), counted.end());
    std::ranges::stable_sort(ranking, std::greater(), [](const auto& each) { return each.second; });
    return [ranking]() mutable -> std::optional<term> {
      if (ranking.empty()) return std::nullopt;
      const auto [word, number] = ranking.front();
      ranking.pop_front();
      return fauxtp::tuple(word, number);
    };
  });
}

struct sink_options {
  int places = 5;
};

/// Last stage: begins the reading, and asks for no more than it prints.
void sink(sink_options args) {
  upstream words("counts", fauxtp::make_ref(), args.places);
  for (int place = 1; place <= args.places; ++place) {
    const std::optional<term> item = words.next();
    if (!item) break;
    const auto [word, number] = item->as<std::pair<std::string, int>>();
    fauxtp::log(fauxtp::severity::info,
                std::to_string(place) + ". " + word + ", " + std::to_string(number) + " times");
  }
}

}  // namespace pipeline

FAUXTP_MODULE(pipeline) {
  types.add("reader", pipeline::reader);
  types.add("words", pipeline::words);
  types.add("counts", pipeline::counts);
  types.add("sink", pipeline::sink);
}
