#include "core/server/chunk_decoder.h"

#include <algorithm>

#include "core/base/ascii.h"
#include "core/http/fields.h"
#include "core/http/percent.h"

namespace carboy::core::server {
namespace {

constexpr std::size_t kLongestLine = 8 * 1024;  // of a chunk's line, and of the trailer section
// RFC 9112, section 7.1.1: what surrounds the data is limited in all, too. Leading zeros of a size
// cost as much as an extension.
constexpr std::uint64_t kFramingOfChunk = 24;
constexpr std::uint64_t kDataForFraming = 16;  // bytes of data that allow one more
constexpr std::uint64_t kLargestShift = ~std::uint64_t{0} >> 4;

bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }
bool is_token(char c) noexcept { return http::is_token({&c, 1}); }
bool is_forbidden_in_quotes(char c) noexcept { return base::is_control(c) && c != '\t'; }

}  // namespace

bool ChunkDecoder::refuse(int status, std::string_view text) noexcept {
  refusal_ = {status, text};
  return false;
}
bool ChunkDecoder::malformed() noexcept { return refuse(400, "The chunked body is malformed."); }

bool ChunkDecoder::go(State state) noexcept {
  state_ = state;
  return true;
}

ChunkDecoder::Step ChunkDecoder::decode(std::string_view bytes, std::size_t& consumed,
                                        ByteBuffer& body) {
  std::size_t at = 0;
  while (at < bytes.size() && state_ != State::done) {
    if (state_ == State::data) {
      const std::string_view piece =
          bytes.substr(at, static_cast<std::size_t>(std::min<std::uint64_t>(chunk_, bytes.size())));
      body.append(piece);
      data_bytes_ += piece.size();
      chunk_ -= piece.size();
      at += piece.size();
      if (chunk_ == 0) state_ = State::data_cr;
      continue;
    }
    if (!take(bytes[at++])) {
      consumed = at;
      return Step::failed;
    }
  }
  consumed = at;
  return state_ == State::done ? Step::done : Step::need_more;
}

bool ChunkDecoder::take(char c) noexcept {
  ++framing_bytes_;
  if (++line_bytes_ > kLongestLine) {
    return refuse(431, "A chunk extension or the trailer section is too long.");
  }
  switch (state_) {
    case State::first_digit:
      return take_first_digit(c);
    case State::digits:
      return take_digit(c);
    case State::line_feed:
      return end_line(c);
    case State::data_cr:
      return c == '\r' ? go(State::data_lf) : malformed();
    case State::data_lf:
      return c == '\n' ? go(State::first_digit) : malformed();
    case State::trailers:
      return take_trailer(c);
    default:
      return take_extension(c);
  }
}

bool ChunkDecoder::take_first_digit(char c) noexcept {
  chunk_ = 0;
  return http::hex_value(c) < 0 ? malformed() : go(State::digits) && take_digit(c);
}

bool ChunkDecoder::take_digit(char c) noexcept {
  const int digit = http::hex_value(c);
  if (digit < 0) return end_size() && after_item(c);
  if (chunk_ > kLargestShift) return malformed();
  chunk_ = chunk_ << 4U | static_cast<unsigned>(digit);
  return true;
}

bool ChunkDecoder::end_size() noexcept {
  if (chunk_ > left_) return refuse(413, "The request body is too large.");
  left_ -= chunk_;
  return true;
}

// *( BWS ";" BWS name [ BWS "=" BWS value ] ), each value a token or a quoted string.
bool ChunkDecoder::take_extension(char c) noexcept {
  switch (state_) {
    case State::before_semicolon:
      if (is_blank(c)) return true;
      return c == ';' ? go(State::before_name) : malformed();
    case State::before_name:
      if (is_blank(c)) return true;
      return is_token(c) ? go(State::name) : malformed();
    case State::name:
      if (is_token(c)) return true;
      if (is_blank(c)) return go(State::after_name);
      return c == '=' ? go(State::before_value) : after_item(c);
    case State::after_name:
      if (is_blank(c)) return true;
      if (c == ';') return go(State::before_name);
      return c == '=' ? go(State::before_value) : malformed();
    default:
      return take_value(c);
  }
}

bool ChunkDecoder::take_value(char c) noexcept {
  switch (state_) {
    case State::before_value:
      if (is_blank(c)) return true;
      if (c == '"') return go(State::quoted);
      return is_token(c) ? go(State::value) : malformed();
    case State::value:
      return is_token(c) || after_item(c);
    case State::after_quoted:
      return after_item(c);
    case State::escaped:
    default:  // quoted
      if (is_forbidden_in_quotes(c))
        return refuse(400, "A chunk extension holds a control character.");
      if (state_ == State::escaped) return go(State::quoted);
      if (c == '\\') return go(State::escaped);
      return c == '"' ? go(State::after_quoted) : true;
  }
}

// Takes the byte after a size, a name or a value.
bool ChunkDecoder::after_item(char c) noexcept {
  if (is_blank(c)) return go(State::before_semicolon);
  if (c == ';') return go(State::before_name);
  return c == '\r' ? go(State::line_feed) : malformed();
}

bool ChunkDecoder::end_line(char c) noexcept {
  if (c != '\n') return malformed();
  ++chunks_;
  if (framing_bytes_ > kLongestLine + kFramingOfChunk * chunks_ + data_bytes_ / kDataForFraming) {
    return refuse(431, "The chunk extensions are too long in all.");
  }
  if (chunk_ == 0) return go(State::trailers);
  line_bytes_ = 0;
  return go(State::data);
}

bool ChunkDecoder::take_trailer(char c) noexcept {
  const bool ends_name = c == ':' && trailers_.in_name();
  const Refusal refusal = trailers_.take({&c, 1});
  if (refusal.status != 0) return refuse(refusal.status, refusal.text);
  if (ends_name && (http::same_name(trailers_.name(), "Content-Length") ||
                    http::same_name(trailers_.name(), "Transfer-Encoding"))) {
    return refuse(400, "A trailer field says where the body ends.");
  }
  return trailers_.at_end() ? go(State::done) : true;
}

}  // namespace carboy::core::server
