#pragma once

#include <filesystem>
#include <vector>

/// Loads the file and its modules in another process first: what a module does while it is loaded, in
/// a static initialiser, can end a process or hang it for ever. Throws request_error if it has ended
/// that one, with what was said there, or has taken longer than a minute; what else is wrong with the
/// file is for whoever loads it. Waits; not for a worker.
void rehearse(const std::filesystem::path& file,
              const std::vector<std::filesystem::path>& module_folders);
