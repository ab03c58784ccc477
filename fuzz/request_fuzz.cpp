// Any bytes of a connection, in pieces of any size: the requests do not depend on the pieces, and
// each is within the limits and has only what RFC 9112 allows. Bytes that are rejected are rejected
// in any pieces. The first byte determines how the others are split.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/http/fields.h"
#include "core/server/request_reader.h"

using carboy::core::server::Limits;
using carboy::core::server::RequestReader;

namespace {

namespace http = carboy::core::http;

void require(bool holds) {
  if (!holds) std::abort();
}

const Limits kLimits = [] {
  Limits limits;
  limits.max_header_bytes = 1024;
  limits.max_fields = 8;
  limits.max_target = 200;
  limits.max_body = 4096;
  limits.max_body_in_memory = 512;
  return limits;
}();

struct Outcome {
  std::vector<std::string> requests;
  bool is_rejected = false;
  bool operator==(const Outcome&) const = default;
};

bool is_text(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
  });
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > 0x20 && c < 0x7f &&
           std::string_view("\"(),/:;<=>?@[\\]{}").find(c) == std::string_view::npos;
  });
}

std::string accepted(const RequestReader& reader) {
  const http::RequestHead& head = reader.head();
  require(is_token(head.method) && !head.target.empty() &&
          head.target.size() <= kLimits.max_target);
  require(is_text(head.target) && head.target.find_first_of(" #") == std::string_view::npos);
  require(head.target.starts_with('/') || (head.target == "*" && head.method == "OPTIONS"));
  require(head.fields.size() <= kLimits.max_fields + 1);  // Host may come from the target
  std::string text = std::string(head.method) + " " + std::string(head.target);
  int hosts = 0, framings = 0;
  for (const http::Field& field : head.fields) {
    require(is_token(field.name) && is_text(field.value));
    require(!field.value.starts_with(' ') && !field.value.ends_with(' '));
    hosts += http::same_name(field.name, "Host");
    framings += http::same_name(field.name, "Content-Length") ||
                http::same_name(field.name, "Transfer-Encoding");
    text.append("\n").append(field.name).append(":").append(field.value);
  }
  require(hosts == 1 || (hosts == 0 && head.minor_version == 0));
  require(framings <= 1 && (framings == 1 || reader.body().size() == 0));
  require(reader.body().size() <= kLimits.max_body);
  return text.append("\n\n").append(reader.body().view());
}

// Returns false once the bytes are rejected.
bool parse_on(RequestReader& reader, std::vector<std::string>& requests) {
  int continues = 0;
  for (;;) {
    switch (reader.parse()) {
      case RequestReader::Status::need_more:
        return true;
      case RequestReader::Status::wants_continue:
        require(++continues == 1);
        break;
      case RequestReader::Status::store:
        require(reader.store_piece() == 0);
        break;
      case RequestReader::Status::complete:
        requests.push_back(accepted(reader));
        reader.next();
        continues = 0;
        break;
      case RequestReader::Status::failed:
        require(reader.refusal().status >= 400 && reader.refusal().status <= 505);
        require(!reader.refusal().text.empty());
        return false;
    }
  }
}

Outcome read(std::string_view bytes, std::size_t piece) {
  RequestReader reader(kLimits);
  Outcome outcome;
  while (!bytes.empty()) {
    const std::span<char> room = reader.room();
    require(!room.empty());
    const std::size_t count = std::min({piece, room.size(), bytes.size()});
    std::copy_n(bytes.data(), count, room.data());
    reader.received(count);
    bytes.remove_prefix(count);
    outcome.is_rejected = !parse_on(reader, outcome.requests);
    if (outcome.is_rejected) break;
  }
  return outcome;
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  const Outcome whole = read(bytes, std::max<std::size_t>(bytes.size(), 1));
  require(read(bytes, 1 + data[0] % 64) == whole);
  require(read(bytes, 1) == whole);
  return 0;
}
