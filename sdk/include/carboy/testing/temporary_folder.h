// A folder of a test's own.
//
// Thread rule: plain functions of one thread.
#pragma once

#include <carboy/testing/error.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

namespace carboy::testing {

// Gone, with all that is in it, when this object is.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "carboy-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
      throw Error("No temporary folder can be made in " + pattern + ".");
    }
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

  // Writes a file, and the folders it lies in.
  std::filesystem::path write(std::string_view name, std::string_view bytes) const {
    const std::filesystem::path file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream out(file, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!out.flush()) throw Error(file.string() + " cannot be written.");
    return file;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace carboy::testing
