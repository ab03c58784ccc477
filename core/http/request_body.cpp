#include "core/http/request_body.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "core/base/error.h"
#include "core/base/system_error.h"

namespace carboy::core::http {
namespace {

constexpr std::size_t kPiece = 64 * 1024;

// Returns the umask. Reading it by setting it would affect files that other threads create
// meanwhile.
mode_t current_umask() {
  unsigned mask = 077;
  std::FILE* status = std::fopen("/proc/self/status", "re");
  if (status == nullptr) return mask;
  char line[256];
  while (std::fgets(line, sizeof line, status) != nullptr) {
    if (std::strncmp(line, "Umask:", 6) == 0) {
      mask = static_cast<unsigned>(std::strtoul(line + 6, nullptr, 8));
      break;
    }
  }
  std::fclose(status);
  return mask;
}

// Describes why a file could not be saved.
void check_saved(int error, const std::filesystem::path& path) {
  if (error == 0) return;
  const std::string what = "The upload cannot be saved as " + path.string() + ": ";
  if (error == EEXIST) {
    throw base::Error(what +
                      "there is such a file already. Choose another name, or ask to replace it.");
  }
  throw base::Error(what + base::errno_text(error) + ".");
}

}  // namespace

std::size_t RequestBody::read(std::uint64_t offset, std::span<char> out) const {
  if (file_ != nullptr) return file_->read(offset, out);
  if (offset >= bytes_.size()) return 0;
  const std::string_view rest = bytes_.substr(static_cast<std::size_t>(offset));
  const std::size_t size = std::min(rest.size(), out.size());
  std::copy_n(rest.data(), size, out.data());
  return size;
}

void RequestBody::save(const std::filesystem::path& path, base::Existing existing) const {
  base::DraftFile draft(path);
  check_saved(draft.open(), path);
  std::string buffer(kPiece, '\0');
  for (std::uint64_t at = 0; at < size();) {
    const std::size_t got = read(at, buffer);
    check_saved(got == 0 ? EIO : draft.write(std::string_view(buffer).substr(0, got)), path);
    at += got;
  }
  check_saved(draft.put(0666 & ~current_umask(), existing), path);
}

}  // namespace carboy::core::http
