// A folder that is gone with this object: where an app is put together to be looked at.
//
// Thread rule: belongs to one thread; its path may be read from any.
#pragma once

#include <filesystem>

namespace carboy::core::base {

class ScratchFolder {
 public:
  // Throws base::Error when there is no room for one.
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace carboy::core::base
