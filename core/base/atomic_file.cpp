#include "core/base/atomic_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "core/base/error.h"
#include "core/base/system_error.h"

namespace carboy::core::base {
namespace {

// A name has at most 255 bytes, and the dot and the ending need some of them.
constexpr std::size_t kMostOfName = 240;

std::filesystem::path folder_of(const std::filesystem::path& file) {
  const auto folder = file.parent_path();
  return folder.empty() ? std::filesystem::path(".") : folder;
}

Descriptor open_folder(const std::filesystem::path& folder) {
  return Descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

int sync_folder(const std::filesystem::path& path) {
  const Descriptor folder = open_folder(path);
  return folder && ::fsync(folder.get()) == 0 ? 0 : errno;
}

}  // namespace

DraftFile::~DraftFile() {
  if (!name_.empty()) ::unlink(name_.c_str());
}

int DraftFile::open() {
  const std::string hidden = "." + place_.filename().string().substr(0, kMostOfName) + ".XXXXXX";
  std::string name = (folder_of(place_) / hidden).string();
  file_ = Descriptor(::mkostemp(name.data(), O_CLOEXEC));
  if (!file_) return errno;
  name_ = std::move(name);
  return 0;
}

int DraftFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file_.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

int DraftFile::put(mode_t mode, Existing existing) {
  if (::fchmod(file_.get(), mode) != 0 || ::fsync(file_.get()) != 0) return errno;
  if (::close(file_.release()) != 0) return errno;
  if (existing == Existing::refuse) {
    return ::link(name_.c_str(), place_.c_str()) == 0 ? 0 : errno;
  }
  if (::rename(name_.c_str(), place_.c_str()) != 0) return errno;
  name_.clear();
  return 0;
}

int replace_file(const std::filesystem::path& file, std::string_view bytes) {
  struct stat before {};
  const mode_t mode = ::stat(file.c_str(), &before) == 0 ? before.st_mode & 07777U : 0644U;
  DraftFile draft(file);
  int error = draft.open();
  if (error == 0) error = draft.write(bytes);
  if (error == 0) error = draft.put(mode, Existing::replace);
  return error == 0 ? sync_folder(folder_of(file)) : error;
}

FolderLock::FolderLock(const std::filesystem::path& folder) : folder_(open_folder(folder)) {
  if (!folder_) throw Error(folder.string() + ": " + errno_text(errno) + ".");
  while (::flock(folder_.get(), LOCK_EX) != 0 && errno == EINTR) {
  }
}

}  // namespace carboy::core::base
