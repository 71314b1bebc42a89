// fauxtp tree: the tree as the file declares it.
#include <unistd.h>

#include <cstdio>

#include "commands.hpp"
#include "console.hpp"
#include "fauxtp/application.hpp"

int tree(const command_options& options) {
  const auto application = fauxtp::application::load(options.file, options.module_folders);
  std::fputs(application.messages(options.colour).c_str(), stderr);
  if (!application.ok()) return exit_invalid_file;
  std::fputs(application.drawing(shows_unicode(STDOUT_FILENO)).c_str(), stdout);
  return exit_ok;
}
