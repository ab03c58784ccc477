// A folder for the files of one test.
//
// Thread rule: belongs to one thread.
#pragma once

#include <filesystem>
#include <string_view>

namespace carboy::testing {

// A new, empty folder. The destructor removes it with everything in it.
//
//   carboy::testing::TemporaryFolder folder;
//   folder.write("page.html", "<p>Hello</p>");
//   carboy::testing::App app(SITE_SO, {{"site", {{"folder", folder.path().string()}}}});
class TemporaryFolder {
 public:
  // Throws Error if the folder cannot be made.
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  // Returns the folder's absolute path.
  const std::filesystem::path& path() const { return path_; }
  // Returns the path of a file in the folder, which need not exist.
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

  // Writes a file, and makes the folders that it is in. Returns its path. Throws Error if the file
  // cannot be written.
  std::filesystem::path write(std::string_view name, std::string_view bytes) const;

 private:
  std::filesystem::path path_;
};

}  // namespace carboy::testing

#include <carboy/testing/detail/temporary_folder.ipp>
