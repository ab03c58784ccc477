#include "core/app/file_answer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <ctime>
#include <memory>
#include <string>
#include <utility>

#include "core/app/conditional_answer.h"
#include "core/app/failure.h"
#include "core/base/descriptor.h"
#include "core/base/system_error.h"
#include "core/http/date.h"
#include "core/http/etag.h"
#include "core/http/file_name.h"
#include "core/http/media_type.h"
#include "core/http/safe_path.h"

namespace carboy::core::app {
namespace {

constexpr std::size_t kReadAtOnce = 32 * 1024;

// Sends a part of a file: through sendfile(2), or by reading it as fast as the client takes it. If
// the file became shorter, the stream fails, so that the client sees that something is missing.
class FilePart final : public http::BodyStream {
 public:
  FilePart(base::Descriptor file, http::Slice slice) noexcept
      : file_(std::move(file)), slice_(slice) {}

  State next(http::BodySink& sink) noexcept override {
    const auto left = static_cast<std::uint64_t>(slice_.stop - slice_.start);
    if (sink.take_file(file_.get(), static_cast<std::uint64_t>(slice_.start), left)) {
      return State::done;
    }
    std::array<char, 64 * 1024> piece;  // NOLINT(cppcoreguidelines-pro-type-member-init): read into
    const auto wanted = static_cast<std::size_t>(std::min<std::int64_t>(
        slice_.stop - slice_.start, static_cast<std::int64_t>(piece.size())));
    if (wanted == 0) return State::done;
    const ssize_t got = ::pread(file_.get(), piece.data(), wanted, slice_.start);
    if (got < 0 && errno == EINTR) return State::more;
    if (got <= 0) return State::failed;
    slice_.start += got;
    if (!sink.write({piece.data(), static_cast<std::size_t>(got)})) return State::failed;
    return slice_.start == slice_.stop ? State::done : State::more;
  }

 private:
  base::Descriptor file_;
  http::Slice slice_;
};

bool refuse_missing() {
  fail(404, kHttpError, "");
  return false;
}

bool refuse_open(const std::string& path, int error) {
  if (error == ENOENT || error == ENOTDIR || error == ENAMETOOLONG || error == ELOOP) {
    return refuse_missing();
  }
  fail(500, kError, "The file " + path + " cannot be read: " + base::errno_text(error));
  return false;
}

std::string etag_of(const struct stat& status) {
  const auto part = [](auto number) {
    std::array<char, 20> digits;  // NOLINT(cppcoreguidelines-pro-type-member-init): written to
    auto* end = std::to_chars(digits.data(), digits.data() + digits.size(),
                              static_cast<unsigned long long>(number), 16)
                    .ptr;
    return std::string(digits.data(), end);
  };
  return part(status.st_mtim.tv_sec) + "." + part(status.st_mtim.tv_nsec) + "-" +
         part(status.st_size) + "-" + part(status.st_ino);
}

void set(http::Response& response, std::string_view name, std::string_view value) {
  static_cast<void>(response.fields.set(name, value));
}

// Sets a field unless the author has set it.
void suggest(http::Response& response, std::string_view name, std::string_view value) {
  if (!response.fields.find(name)) set(response, name, value);
}

void set_type(http::Response& response, std::string_view name, const FileOptions& options) {
  const http::GuessedType guess = http::guess_type(name);
  const std::string_view type = !options.content_type.empty() ? options.content_type
                                : guess.type.empty()          ? "application/octet-stream"
                                                              : guess.type;
  suggest(response, "Content-Type", http::with_charset(type));
  if (!guess.encoding.empty() && !options.attachment && options.content_type.empty()) {
    suggest(response, "Content-Encoding", guess.encoding);
  }
}

void set_caching(http::Response& response, const struct stat& status, const FileOptions& options) {
  const std::time_t now = std::time(nullptr);  // the clock of Date
  if (!options.max_age) {
    suggest(response, "Cache-Control", "no-cache");
  } else {
    const std::int64_t age = std::max<std::int64_t>(*options.max_age, 0);
    suggest(response, "Cache-Control",
            (age > 0 ? "public, max-age=" : "max-age=") + std::to_string(age));
    suggest(response, "Expires", http::http_date(now + age));
  }
  // RFC 9110, section 8.8.2.1: never later than Date.
  const std::int64_t changed = options.last_modified.value_or(status.st_mtime);
  suggest(response, "Last-Modified", http::http_date(std::min<std::int64_t>(changed, now)));
  const auto tag = http::quote_etag(options.etag.empty() ? etag_of(status) : options.etag);
  if (tag) suggest(response, "ETag", *tag);
}

// Reads a small file at once, and others while they are sent.
bool attach(http::Response& response, base::Descriptor file, http::Slice slice) {
  const auto size = static_cast<std::size_t>(slice.stop - slice.start);
  set(response, "Content-Length", std::to_string(size));
  if (size > kReadAtOnce) {
    response.body.stream(std::make_unique<FilePart>(std::move(file), slice));
    return true;
  }
  std::string bytes(size, '\0');
  std::size_t got = 0;
  while (got < size) {
    const ssize_t more = ::pread(file.get(), bytes.data() + got, size - got,
                                 slice.start + static_cast<std::int64_t>(got));
    if (more < 0 && errno == EINTR) continue;
    if (more <= 0) return false;
    got += static_cast<std::size_t>(more);
  }
  response.body.assign(bytes);
  return true;
}

std::string name_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

}  // namespace

void set_download_name(http::Response& response, std::string_view name, bool attachment) {
  set(response, "Content-Disposition",
      http::content_disposition(
          attachment ? http::Disposition::attachment : http::Disposition::inline_, name));
}

bool answer_with_file(Exchange& exchange, std::string_view folder, std::string_view path,
                      const FileOptions& options) {
  std::string whole(path);
  if (!folder.empty()) {
    auto joined = http::safe_join(folder, path);
    if (!joined) return refuse_missing();
    whole = *std::move(joined);
  }
  if (whole.find('\0') != std::string::npos) return refuse_missing();
  base::Descriptor file(::open(whole.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file) return refuse_open(whole, errno);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return refuse_open(whole, errno);
  if (!S_ISREG(status.st_mode)) return refuse_missing();

  http::Response& response = exchange.response;
  const std::string name =
      options.download_name.empty() ? name_of(whole) : std::string(options.download_name);
  set_type(response, name, options);
  if (options.attachment || !options.download_name.empty()) {
    set_download_name(response, name, options.attachment);
  }
  set_caching(response, status, options);

  Portion portion{true, {0, status.st_size}};
  if (options.conditional) portion = apply_conditions(exchange, status.st_size, true);
  if (!portion.is_body_sent) return true;
  return attach(response, std::move(file), portion.slice) || refuse_open(whole, EIO);
}

}  // namespace carboy::core::app
