#include "core/base/whole_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "core/base/descriptor.h"

namespace carboy::core::base {
namespace {

int read_all(int descriptor, std::string& out) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return errno;
  if (S_ISDIR(status.st_mode)) return EISDIR;
  if (!S_ISREG(status.st_mode)) return EINVAL;
  constexpr std::size_t kPiece = 64 * 1024;
  for (;;) {
    const std::size_t had = out.size();
    out.resize(had + kPiece);
    const ssize_t got = ::read(descriptor, out.data() + had, kPiece);
    const int error = errno;
    out.resize(had + static_cast<std::size_t>(got > 0 ? got : 0));
    if (got == 0) return 0;
    if (got < 0 && error != EINTR) return error;
  }
}

}  // namespace

int read_whole_file(const std::filesystem::path& file, std::string& out) {
  out.clear();
  const Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  return opened ? read_all(opened.get(), out) : errno;
}

}  // namespace carboy::core::base
