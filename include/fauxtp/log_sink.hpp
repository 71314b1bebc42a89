#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#pragma GCC visibility push(default)
namespace fauxtp {

enum class sink_type : unsigned char { standard_error, file, journal };

/// Where an application's file wants the lines of the log to go; an entry of `logging.sinks`. The
/// program that runs the application makes the sink: the library itself only hands reports to a
/// function (node_options::log).
struct log_sink {
  sink_type type;
  std::filesystem::path path;  ///< of the file, or of a socket other than the journal's own
  std::size_t rotate_size;     ///< bytes after which a file is put aside; 0: never
  std::size_t keep;            ///< how many of the files that were put aside are kept
  std::string place;           ///< where it is declared: "app.json:7:5"
};

}  // namespace fauxtp
#pragma GCC visibility pop
