#pragma once

#include <filesystem>
#include <vector>

/// Loads the file and its modules in another process first: what a static initialiser of a module
/// does can end a process, or hang it for ever. Throws request_error if that process was ended by a
/// signal or took longer than a minute, with what it has said. Other mistakes in the file are
/// reported by the real load. Blocks the thread, so it must not run on a worker.
void rehearse(const std::filesystem::path& file,
              const std::vector<std::filesystem::path>& module_folders);
