// What `carboy new` and `carboy ext new` write: the files of sdk/scaffold, in this program.
//
// Thread rule: constants.
#pragma once

#include <span>
#include <string_view>

namespace carboy::core::cli {

struct ScaffoldFile {
  std::string_view path;  // "extension/src/@NAME@.cpp"
  std::string_view text;  // with @NAME@, @UPPER@, @CAMEL@ and @SDK@ to be filled in
};
std::span<const ScaffoldFile> scaffold_files();

}  // namespace carboy::core::cli
