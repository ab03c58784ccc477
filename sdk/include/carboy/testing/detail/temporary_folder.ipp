// Bodies of <carboy/testing/temporary_folder.h>.
#pragma once

#include <carboy/testing/error.h>
#include <carboy/testing/temporary_folder.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <system_error>

namespace carboy::testing {

inline TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "carboy-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) {
    throw Error("No temporary folder can be made in " + pattern + ".");
  }
  path_ = pattern;
}

inline TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

inline std::filesystem::path TemporaryFolder::write(std::string_view name,
                                                    std::string_view bytes) const {
  const std::filesystem::path file = path_ / name;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!out.flush()) throw Error(file.string() + " cannot be written.");
  return file;
}

}  // namespace carboy::testing
