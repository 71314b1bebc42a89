#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "testing/stored_file.hpp"
#include "testing/survival.hpp"

namespace fauxtp::testing {

/// The files by their names: those that are found, those that are on the disk, and the changes
/// between the two. A name is a whole path.
class stored_names {
 public:
  using map = std::map<std::string, std::shared_ptr<stored_file>>;

  const map& all() const noexcept { return found_; }
  /// Null if there is none.
  std::shared_ptr<stored_file> find(const std::string& name) const;
  /// Whether a file is in it.
  bool is_folder(const std::string& name) const;

  std::shared_ptr<stored_file> make(const std::string& name);
  /// They are there, and both names are in the same folder.
  void rename(const std::string& from, const std::string& to);
  void remove(const std::string& name);
  /// On the disk, too.
  void put(const std::string& name, std::shared_ptr<stored_file> file);

  void sync(const std::string& folder);
  void fail_to_sync(const std::string& folder, survival& chance);
  /// The names that are on the disk are those that are found, and so is what the files hold.
  void lose_power(survival& chance);

 private:
  struct change {
    std::string from;  // empty: it was made
    std::string to;    // empty: it was removed
    std::shared_ptr<stored_file> file;
  };
  void add(change made);
  static void apply(const change& each, map& to);
  static bool is_in(const change& each, const std::string& folder);

  map found_;
  map kept_;                     // on the disk
  std::vector<change> changes_;  // that are not, in all folders
};

}  // namespace fauxtp::testing
