#include "core/http/uploaded_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/base/error.h"
#include "core/base/system_error.h"
#include "core/http/part_header.h"
#include "core/http/request_body.h"

namespace carboy::core::http {
namespace {

constexpr std::size_t kBuffer = 64 * 1024;

int write_at(int file, std::string_view bytes, std::uint64_t at) noexcept {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (written < 0 && errno != EINTR) return errno;
    if (written <= 0) continue;
    bytes.remove_prefix(static_cast<std::size_t>(written));
    at += static_cast<std::uint64_t>(written);
  }
  return 0;
}

// Opens a file without a name. Sets errno on failure.
base::Descriptor nameless_file(const std::filesystem::path& folder) {
  base::Descriptor file(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600));
  if (file || (errno != EOPNOTSUPP && errno != EISDIR)) return file;
  std::string name = (folder / "carboy-upload-XXXXXX").string();
  base::Descriptor named(::mkostemp(name.data(), O_CLOEXEC));
  if (named) ::unlink(name.c_str());
  return named;
}

[[noreturn]] void cannot_read(int error) {
  throw base::Error(
      "An uploaded file cannot be read back from the disk: " + base::errno_text(error) + ".");
}

}  // namespace

int SpillFile::open() {
  if (file_) return 0;
  file_ = nameless_file(folder_);
  return file_ ? 0 : errno;
}

std::uint64_t SpillFile::next_start() const noexcept {
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return (end_ + page - 1) / page * page;
}

SpilledBytes::SpilledBytes(std::size_t in_memory, std::shared_ptr<SpillFile> file)
    : in_memory_(in_memory), file_(std::move(file)) {}

SpilledBytes::~SpilledBytes() {
  if (mapped_ != nullptr) ::munmap(mapped_, size_);
}

SpilledBytes::SpilledBytes(SpilledBytes&& other) noexcept
    : in_memory_(other.in_memory_),
      file_(std::move(other.file_)),
      buffer_(std::move(other.buffer_)),
      size_(std::exchange(other.size_, 0)),
      start_(other.start_),
      written_(other.written_),
      is_spilled_(std::exchange(other.is_spilled_, false)),
      mapped_(std::exchange(other.mapped_, nullptr)) {
  other.buffer_.clear();
}

SpilledBytes& SpilledBytes::operator=(SpilledBytes&& other) noexcept {
  std::swap(in_memory_, other.in_memory_);
  std::swap(file_, other.file_);
  std::swap(buffer_, other.buffer_);
  std::swap(size_, other.size_);
  std::swap(start_, other.start_);
  std::swap(written_, other.written_);
  std::swap(is_spilled_, other.is_spilled_);
  std::swap(mapped_, other.mapped_);
  return *this;
}

int SpilledBytes::write(std::string_view bytes) {
  if (!is_spilled_ && size_ + bytes.size() > in_memory_) {
    if (const int error = spill(); error != 0) return error;
  }
  size_ += bytes.size();
  if (!is_spilled_) {
    buffer_ += bytes;
    return 0;
  }
  if (buffer_.size() + bytes.size() > kBuffer) {
    if (const int error = flush(); error != 0) return error;
  }
  if (bytes.size() >= kBuffer) return append_to_file(bytes);
  buffer_ += bytes;
  return 0;
}

int SpilledBytes::spill() {
  if (const int error = file_->open(); error != 0) return error;
  is_spilled_ = true;
  start_ = file_->next_start();
  const int error = flush();
  if (buffer_.capacity() > kBuffer) std::string().swap(buffer_);
  return error;
}

int SpilledBytes::append_to_file(std::string_view bytes) {
  const int error = write_at(file_->descriptor(), bytes, start_ + written_);
  written_ += bytes.size();
  file_->end_at(start_ + written_);
  return error;
}

int SpilledBytes::flush() {
  const int error = append_to_file(buffer_);
  buffer_.clear();
  return error;
}

int SpilledBytes::finish() {
  if (!is_spilled_) return 0;
  const int error = flush();
  std::string().swap(buffer_);
  return error;
}

std::size_t SpilledBytes::read(std::uint64_t offset, std::span<char> out) const {
  if (offset >= size_ || out.empty()) return 0;
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), size_ - offset));
  if (!is_spilled_) {
    std::memcpy(out.data(), buffer_.data() + offset, size);
    return size;
  }
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got = ::pread(file_->descriptor(), out.data() + done, size - done,
                                static_cast<off_t>(start_ + offset + done));
    if (got < 0 && errno != EINTR) cannot_read(errno);
    if (got == 0) break;
    if (got > 0) done += static_cast<std::size_t>(got);
  }
  return done;
}

std::string_view SpilledBytes::view() const {
  if (!is_spilled_) return buffer_;
  if (mapped_ == nullptr) {
    void* mapped = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file_->descriptor(),
                          static_cast<off_t>(start_));
    if (mapped == MAP_FAILED) cannot_read(errno);
    mapped_ = mapped;
  }
  return {static_cast<const char*>(mapped_), size_};
}

UploadedFile::UploadedFile(std::optional<std::string> field, std::string filename, PairList headers,
                           SpilledBytes bytes)
    : field_(std::move(field)),
      filename_(std::move(filename)),
      headers_(std::move(headers)),
      bytes_(std::move(bytes)) {}

std::string_view UploadedFile::field() const noexcept {
  return field_ ? std::string_view(*field_) : std::string_view();
}

std::string_view UploadedFile::content_type() const noexcept {
  return find_header(headers_, "Content-Type").value_or(std::string_view());
}

void UploadedFile::save(const std::filesystem::path& path, Existing existing) const {
  RequestBody(bytes_).save(path, existing);
}

}  // namespace carboy::core::http
