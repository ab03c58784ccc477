#include "core/extensions/life/data_folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "core/base/error.h"
#include "core/base/system_error.h"

namespace carboy::core::extensions {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse_folder(const fs::path& folder, const std::string& why) {
  throw base::Error("The data folder " + folder.string() + " cannot be used: " + why +
                    ". [app] data in app.toml names the folder that it is in.");
}

// A folder that is there may be a link: an operator puts data on another disk that way. Only its
// owner counts.
void make_folder(const fs::path& folder) {
  if (::mkdir(folder.c_str(), 0700) == 0) return;
  if (errno != EEXIST) refuse_folder(folder, base::errno_text(errno));
  struct stat found {};
  if (::stat(folder.c_str(), &found) != 0) refuse_folder(folder, base::errno_text(errno));
  if (!S_ISDIR(found.st_mode)) refuse_folder(folder, "it is not a folder");
  if (found.st_uid != ::geteuid()) refuse_folder(folder, "it belongs to another user");
}

}  // namespace

fs::path data_folder_of(const fs::path& data, const std::string& extension) {
  make_folder(data);
  fs::path own = data / extension;
  make_folder(own);
  return own;
}

}  // namespace carboy::core::extensions
