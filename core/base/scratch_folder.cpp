#include "core/base/scratch_folder.h"

#include <cstdlib>
#include <string>

#include "core/base/error.h"

namespace carboy::core::base {

ScratchFolder::ScratchFolder() {
  std::error_code error;
  std::string pattern =
      (std::filesystem::temp_directory_path(error) / "carboy-scratch-XXXXXX").string();
  if (error || ::mkdtemp(pattern.data()) == nullptr) {
    throw base::Error(
        "There is no folder for temporary files. Set TMPDIR to one that can be written to.");
  }
  path_ = std::filesystem::canonical(pattern);
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace carboy::core::base
