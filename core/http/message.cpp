#include "core/http/message.h"

#include <algorithm>
#include <array>
#include <utility>

namespace carboy::core::http {
namespace {

struct Phrase {
  int status;
  std::string_view text;
};

// In the order of the status codes.
constexpr auto kPhrases = std::to_array<Phrase>({
    {100, "Continue"},
    {101, "Switching Protocols"},
    {102, "Processing"},
    {103, "Early Hints"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {203, "Non-Authoritative Information"},
    {204, "No Content"},
    {205, "Reset Content"},
    {206, "Partial Content"},
    {207, "Multi-Status"},
    {208, "Already Reported"},
    {226, "IM Used"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {305, "Use Proxy"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {418, "I'm a teapot"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {423, "Locked"},
    {424, "Failed Dependency"},
    {425, "Too Early"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {451, "Unavailable For Legal Reasons"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {506, "Variant Also Negotiates"},
    {507, "Insufficient Storage"},
    {508, "Loop Detected"},
    {511, "Network Authentication Required"},
});

}  // namespace

void Body::assign(std::string_view text) {
  clear();
  text_.assign(text);
}

void Body::append(std::string_view text) {
  if (foreign_.owner != nullptr || stream_ != nullptr) clear();
  text_.append(text);
}

void Body::adopt(const ForeignBytes& bytes) {
  clear();
  foreign_ = bytes;
}

void Body::stream(std::unique_ptr<BodyStream> source) {
  clear();
  stream_ = std::move(source);
}

void Body::clear() noexcept {
  // A message is reused many times, so one large response must not keep its memory.
  constexpr std::size_t kKept = 64 * 1024;
  if (text_.capacity() > kKept) std::string().swap(text_);
  text_.clear();
  stream_.reset();
  if (foreign_.owner != nullptr && foreign_.release != nullptr) foreign_.release(foreign_.owner);
  foreign_ = {};
}

bool Response::set_reason(std::string_view text) {
  if (!is_field_value(text)) return false;
  reason_.assign(text);
  reason_status_ = status;
  return true;
}

std::string_view Response::reason() const noexcept {
  return reason_status_ == status ? std::string_view(reason_) : reason_phrase(status);
}

void Response::clear() noexcept {
  status = 200;
  reason_status_ = 0;
  fields.clear();
  body.clear();
}

std::string_view reason_phrase(int status) noexcept {
  if (status == 200) return "OK";  // most responses
  const auto* found =
      std::lower_bound(kPhrases.begin(), kPhrases.end(), status,
                       [](const Phrase& phrase, int wanted) { return phrase.status < wanted; });
  return found != kPhrases.end() && found->status == status ? found->text : "Unknown";
}

}  // namespace carboy::core::http
