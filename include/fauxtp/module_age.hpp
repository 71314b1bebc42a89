#pragma once

#pragma GCC visibility push(default)
namespace fauxtp {

/// Which build of a module an application gets when the module's file has changed since it was
/// loaded.
enum class module_age : unsigned char {
  loaded,  ///< the build that this process has loaded already, if it has loaded one
  newest   ///< the build in the file; actors that run the old build go on with it
};

}  // namespace fauxtp
#pragma GCC visibility pop
