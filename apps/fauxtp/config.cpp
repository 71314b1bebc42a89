// fauxtp config: an application's file as the loader understands it.
#include <cstdio>

#include "commands.hpp"
#include "fauxtp/application.hpp"

int config(const command_options& options) {
  const auto resolved = fauxtp::application::resolve(options.file, options.origin, options.colour);
  std::fputs(resolved.messages.c_str(), stderr);
  if (!resolved.ok) return exit_invalid_file;
  std::fputs(resolved.text.c_str(), stdout);
  return exit_ok;
}
