// Draws what has happened in a simulation.
#include "sequence_diagram.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>
#include <sstream>
#include <vector>

#include "fauxtp/shown_text.hpp"

namespace {

using fauxtp::simulation_event;
using kind = simulation_event::kind;

constexpr int left = 150;  // where the first actor stands; the times stand left of it
constexpr int top = 92;
constexpr int between_actors = 230;
constexpr int row_height = 34;
constexpr std::size_t longest_text = 46;

std::string xml(std::string_view text) {
  std::string made;
  for (const char each : fauxtp::visible(text)) {
    switch (each) {
      case '&':
        made += "&amp;";
        break;
      case '<':
        made += "&lt;";
        break;
      case '>':
        made += "&gt;";
        break;
      default:
        made += each;
    }
  }
  return made;
}

/// Cut between two characters of UTF-8.
std::string cut(std::string text, std::size_t longest) {
  if (text.size() <= longest) return text;
  std::size_t end = longest;
  while (end > 0 && (text[end] & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

class drawing {
 public:
  explicit drawing(run_story& story) : story_(story) {
    for (const simulation_event& each : story.page()) {
      add(each.actor);
      add(each.to);
    }
  }

  std::string made(const std::string& title) {
    const auto& page = story_.page();
    for (std::size_t row = 0; row < page.size(); ++row) draw(page, row);
    const int width = left + this->width() + 40;
    const int height = y_of(page.size()) + 20;
    std::ostringstream svg;
    svg << "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" << width << "\" height=\"" << height
        << "\" viewBox=\"0 0 " << width << ' ' << height << "\">\n"
        << style << "<text class=\"title\" x=\"16\" y=\"28\">" << xml(title) << "</text>\n";
    for (const auto& [pid, actor] : actors_) {
      svg << "<text class=\"actor\" x=\"" << actor.x << "\" y=\"" << top - 34 << "\">"
          << xml(cut(actor.name, 30)) << "</text>\n<path class=\"life\" d=\"M" << actor.x << ' '
          << top - 24 << 'V' << height - 14 << "\"/>\n";
    }
    svg << out_.str() << "</svg>\n";
    return svg.str();
  }

 private:
  static constexpr const char* style = R"(<style>
  svg { background: #fff; font: 12px sans-serif; }
  text { fill: #222; paint-order: stroke; stroke: #fff; stroke-width: 3px; }
  .title { font-size: 16px; font-weight: bold; }
  .actor { font-weight: bold; text-anchor: middle; }
  .life { stroke: #bbb; stroke-dasharray: 3 3; }
  .time { fill: #777; font-size: 11px; }
  .message { stroke: #25a; stroke-width: 1.5; fill: none; marker-end: url(#head); }
  .open { stroke-dasharray: 5 3; }
  .said { font-size: 11px; text-anchor: middle; }
  .place { fill: #777; }
  .fault { fill: #fde3e0; }
  .finding { fill: #c22; }
  .fault + text, .finding + text { stroke: none; }
  .finding + text { fill: #fff; font-weight: bold; }
</style>
<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">
<path d="M0 0L8 4L0 8z" fill="#25a"/></marker></defs>
)";

  struct life_line {
    std::string name;
    int x;
  };

  /// "<0.65.1>" of "shop/store <0.65.1>": an actor may send before its name is known.
  static std::string pid_of(const std::string& actor) {
    const std::size_t begin = actor.rfind('<');
    return begin == std::string::npos ? actor : actor.substr(begin);
  }
  void add(const std::string& name) {
    if (name.empty()) return;
    const int x = left + between_actors / 2 + static_cast<int>(actors_.size()) * between_actors;
    life_line& line = actors_.try_emplace(pid_of(name), life_line{name, x}).first->second;
    if (name.size() > line.name.size()) line.name = name;
  }
  int x_of(const std::string& actor) const { return actors_.at(pid_of(actor)).x; }
  int width() const { return between_actors * std::max<int>(2, static_cast<int>(actors_.size())); }
  static int y_of(std::size_t row) { return top + static_cast<int>(row) * row_height; }

  void draw(const std::vector<simulation_event>& page, std::size_t row) {
    const simulation_event& event = page[row];
    if (event.what == kind::arrived) {
      if (!has_been_drawn(row)) note(event, row);
      return;
    }
    char when[64];
    std::snprintf(when, sizeof when, "+%.6f s", std::chrono::duration<double>(event.at).count());
    out_ << "<text class=\"time\" x=\"16\" y=\"" << y_of(row) << "\">" << when
         << "<tspan x=\"16\" dy=\"12\">#" << event.step << "</tspan></text>\n";
    switch (event.what) {
      case kind::sent:
        return draw_message(page, row);
      case kind::fault:
        return band("fault", event.text, row);
      case kind::finding:
        return band("finding", event.text, row);
      default:
        return note(event, row);
    }
  }

  void band(const char* which, const std::string& text, std::size_t row) {
    out_ << "<rect class=\"" << which << "\" x=\"" << left - 20 << "\" y=\"" << y_of(row) - 16
         << "\" width=\"" << width() << "\" height=\"24\" rx=\"3\"/><text x=\"" << left - 10
         << "\" y=\"" << y_of(row) << "\">" << xml(text) << "</text>\n";
  }

  void note(const simulation_event& event, std::size_t row) {
    const std::string text = event.what == kind::arrived ? "gets: " + event.text : event.text;
    const int x = event.actor.empty() ? left - 10 : x_of(event.actor) + 8;
    // Beside a line on the right there is only room on its left.
    const bool is_on_the_right = x - left > width() / 2;
    out_ << "<text x=\"" << (is_on_the_right ? x - 16 : x) << "\" y=\"" << y_of(row) << "\""
         << (is_on_the_right ? " text-anchor=\"end\">" : ">") << xml(cut(text, 110)) << "</text>\n";
  }

  void draw_message(const std::vector<simulation_event>& page, std::size_t row) {
    const simulation_event& event = page[row];
    const bool is_reply = event.text.starts_with("reply ");
    const auto arrival = arrival_of(page, row);
    const int from = x_of(event.actor), to = x_of(event.to);
    // What is on its way when the page ends, or has no receiver, ends before its line. Of a reply
    // no arrival is told.
    const bool is_open = !arrival && !is_reply;
    const int end_x = is_open ? from + (to - from) * 2 / 3 : to;
    const int end_y = arrival ? y_of(*arrival) : y_of(row) + (is_open ? row_height / 2 : 0);
    if (arrival) drawn_.push_back(*arrival);
    if (from == to) {
      out_ << "<path class=\"message\" d=\"M" << from << ' ' << y_of(row) << "h40V" << end_y + 8
           << 'H' << from << "\"/>\n";
    } else {
      out_ << "<path class=\"message" << (is_open ? " open" : "") << "\" d=\"M" << from << ' '
           << y_of(row) << 'L' << end_x << ' ' << end_y << "\"/>\n";
    }
    const std::string place = story_.place_of(event);
    const int middle = from == to ? from + 60 : (from + end_x) / 2;
    out_ << "<text class=\"said\" x=\"" << middle << "\" y=\"" << y_of(row) - 4 << "\">"
         << xml(cut(event.text, longest_text));
    if (!place.empty()) out_ << " <tspan class=\"place\">" << xml(place) << "</tspan>";
    out_ << "</text>\n";
  }

  /// The first arrival of such a message there that no earlier one has taken.
  std::optional<std::size_t> arrival_of(const std::vector<simulation_event>& page,
                                        std::size_t row) const {
    for (std::size_t each = row + 1; each < page.size(); ++each) {
      if (page[each].what == kind::arrived && pid_of(page[each].actor) == pid_of(page[row].to) &&
          page[each].text == page[row].text && std::ranges::find(drawn_, each) == drawn_.end()) {
        return each;
      }
    }
    return std::nullopt;
  }

  bool has_been_drawn(std::size_t row) const {
    return std::ranges::find(drawn_, row) != drawn_.end();
  }

  run_story& story_;
  std::map<std::string, life_line> actors_;  // by pid
  std::vector<std::size_t> drawn_;           // rows of arrivals that have an arrow
  std::ostringstream out_;
};

}  // namespace

std::string sequence_diagram(run_story& story, const std::string& title) {
  return drawing(story).made(title);
}
