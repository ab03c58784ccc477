// The files that `carboy new` and `carboy ext new` write: those of sdk/scaffold, compiled into this
// program.
//
// Thread rule: constants.
#pragma once

#include <span>
#include <string_view>

namespace carboy::core::cli {

struct ScaffoldFile {
  std::string_view path;  // "extension/src/@NAME@.cpp"
  std::string_view text;  // with the placeholders @NAME@, @UPPER@, @CAMEL@ and @SDK@
};
std::span<const ScaffoldFile> scaffold_files();

}  // namespace carboy::core::cli
