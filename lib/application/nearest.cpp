// Guesses the word that was meant from the word that was written.
#include "application/nearest.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>
#include <vector>

#include "application/unicode.hpp"

namespace fauxtp {
namespace {

// Longer words are no typing mistakes, and comparing them would cost their product.
constexpr std::size_t longest_word = 64;

struct foreign_word {
  std::string_view foreign;  // as `folded` writes it
  std::string_view ours;
};

// What the same thing is called elsewhere. A word may stand here twice: the candidates decide.
constexpr std::array foreign_words = {
    // Erlang and Elixir
    foreign_word{"maxrestarts", "intensity"},
    foreign_word{"maxr", "intensity"},
    foreign_word{"maxseconds", "period"},
    foreign_word{"maxt", "period"},
    foreign_word{"class", "actor"},
    foreign_word{"module", "actor"},
    foreign_word{"mod", "actor"},
    foreign_word{"start", "actor"},
    foreign_word{"mfa", "actor"},
    foreign_word{"arg", "args"},
    foreign_word{"arguments", "args"},
    foreign_word{"initarg", "args"},
    foreign_word{"initargs", "args"},
    foreign_word{"parameters", "args"},
    foreign_word{"params", "args"},
    foreign_word{"options", "args"},
    foreign_word{"config", "args"},
    foreign_word{"childspecs", "children"},
    foreign_word{"workers", "children"},
    foreign_word{"processes", "children"},
    foreign_word{"restarttype", "restart"},
    foreign_word{"registeredname", "name"},
    foreign_word{"version", "vsn"},
    foreign_word{"formatversion", "fauxtp"},
    foreign_word{"tree", "supervisor"},
    foreign_word{"timeout", "start_timeout"},
    foreign_word{"brutal", "brutal_kill"},
    foreign_word{"forever", "infinity"},
    foreign_word{"inf", "infinity"},
    foreign_word{"never", "infinity"},
    foreign_word{"none", "infinity"},
    foreign_word{"unlimited", "infinity"},
    foreign_word{"restforall", "rest_for_one"},
    foreign_word{"oneforrest", "rest_for_one"},
    foreign_word{"allforone", "one_for_all"},
    foreign_word{"all", "one_for_all"},
    foreign_word{"any", "any_significant"},
    foreign_word{"all", "all_significant"},
    // Docker Compose
    foreign_word{"services", "children"},
    foreign_word{"services", "supervisor"},
    foreign_word{"image", "actor"},
    foreign_word{"command", "actor"},
    foreign_word{"entrypoint", "actor"},
    foreign_word{"containername", "name"},
    foreign_word{"condition", "restart"},
    foreign_word{"maxattempts", "intensity"},
    foreign_word{"window", "period"},
    foreign_word{"stopgraceperiod", "shutdown"},
    foreign_word{"environment", "env"},
    foreign_word{"always", "permanent"},
    foreign_word{"unlessstopped", "permanent"},
    foreign_word{"any", "permanent"},
    foreign_word{"onfailure", "transient"},
    foreign_word{"no", "temporary"},
    foreign_word{"none", "temporary"},
    foreign_word{"never", "temporary"},
    foreign_word{"once", "temporary"},
    // Kubernetes
    foreign_word{"apiversion", "fauxtp"},
    foreign_word{"kind", "type"},
    foreign_word{"metadata", "name"},
    foreign_word{"spec", "supervisor"},
    foreign_word{"containers", "children"},
    foreign_word{"restartpolicy", "restart"},
    foreign_word{"terminationgraceperiodseconds", "shutdown"},
    // systemd
    foreign_word{"execstart", "actor"},
    foreign_word{"startlimitburst", "intensity"},
    foreign_word{"startlimitinterval", "period"},
    foreign_word{"startlimitintervalsec", "period"},
    foreign_word{"timeoutstartsec", "start_timeout"},
    foreign_word{"timeoutstopsec", "shutdown"},
    foreign_word{"killsignal", "shutdown"},
    foreign_word{"onabnormal", "transient"},
    foreign_word{"onabort", "transient"},
    foreign_word{"sigkill", "brutal_kill"},
    foreign_word{"kill", "brutal_kill"},
    foreign_word{"immediate", "brutal_kill"},
};

// The word without case and separators.
std::string folded(std::string_view word) {
  std::string out;
  for (const char each : word) {
    if (each != '-' && each != '_' && each != ' ' && each != ':') {
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(each)));
    }
  }
  return out;
}

}  // namespace

std::size_t edit_distance(std::string_view left, std::string_view right) {
  const std::size_t width = right.size() + 1;
  std::vector<std::size_t> before(width);
  std::vector<std::size_t> above(width);
  std::vector<std::size_t> row(width);
  for (std::size_t j = 0; j < width; ++j) {
    above[j] = j;
  }
  for (std::size_t i = 1; i <= left.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j < width; ++j) {
      const std::size_t replace = above[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replace});
      if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[right.size()];
}

std::optional<std::string> nearest(std::string_view word,
                                   std::span<const std::string_view> candidates) {
  if (word.empty() || word.size() > longest_word) {
    return std::nullopt;
  }
  const std::string written = folded(word);
  std::optional<std::string> best;
  std::size_t best_distance = std::max<std::size_t>(written.size(), 3) / 3 + 1;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() > longest_word) {
      continue;
    }
    const std::size_t distance = edit_distance(written, folded(candidate));
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  if (best && best_distance == 0) {
    return best;
  }
  // A word that means something elsewhere was not mistyped: it comes before a similar spelling.
  for (const foreign_word& each : foreign_words) {
    if (each.foreign == written &&
        std::find(candidates.begin(), candidates.end(), each.ours) != candidates.end()) {
      return std::string(each.ours);
    }
  }
  if (!best && written.size() > 4) {  // "allways"
    for (const foreign_word& each : foreign_words) {
      if (edit_distance(written, each.foreign) == 1 &&
          std::find(candidates.begin(), candidates.end(), each.ours) != candidates.end()) {
        return std::string(each.ours);
      }
    }
  }
  return best;
}

std::string did_you_mean(const std::optional<std::string>& word) {
  return word ? "did you mean " + in_quotes(*word) + "?" : std::string();
}

}  // namespace fauxtp
