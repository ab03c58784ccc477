#include "core/server/request_parser.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <limits>

namespace carboy::core::server {

namespace beast = boost::beast::http;
using BeastError = boost::beast::error_code;
using BeastText = boost::beast::string_view;

namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::size_t kLongestMethod = 32;
constexpr std::size_t kLongestChunkLine = 8 * 1024;  // and the whole trailer section
constexpr std::uint64_t kFramingOfChunk = 24;        // so much each chunk may have around its data,
constexpr std::uint64_t kBodyForByte = 16;           // ... and a byte more for so many of data

// A request line that is right but for a version that is not 1.0 or 1.1.
bool has_foreign_version(std::string_view line) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (std::count(line.begin(), line.end(), ' ') != 2) return false;
  const std::string_view version = line.substr(line.rfind(' ') + 1);
  return version.size() == 8 && version.starts_with("HTTP/") && digit(version[5]) &&
         version[6] == '.' && digit(version[7]) && version != "HTTP/1.0" && version != "HTTP/1.1";
}

// Methods have case, and none that a route can have holds a small letter (RFC 9110, section 9.1).
bool has_small_letter(std::string_view method) {
  return std::any_of(method.begin(), method.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

bool has_bare_line_feed(std::string_view text) {
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string_view::npos; ++at) {
    if (at > 0 && text[at - 1] != '\r') return true;
  }
  return false;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
  });
}

}  // namespace

class RequestParser::Grammar : public beast::basic_parser<true> {
 public:
  explicit Grammar(RequestParser& owner) : owner_(owner) {
    header_limit(std::numeric_limits<std::uint32_t>::max());  // counted in parse_head()
    body_limit(owner.limits_.max_body);
  }

  ByteBuffer* body = nullptr;  // where chunks go
  bool chunk_ended = false;    // what comes next is CR LF
  std::uint64_t chunks = 0;
  std::uint64_t chunk_bytes = 0;    // of their data
  std::uint64_t framing_bytes = 0;  // of all around it

  // RFC 9112, section 7.1.1. Leading zeros of a size cost as much as an extension.
  bool has_too_much_framing() const {
    return framing_bytes >
           kLongestChunkLine + kFramingOfChunk * chunks + chunk_bytes / kBodyForByte;
  }

 private:
  void on_request_impl(beast::verb, BeastText method, BeastText target, int version,
                       BeastError& error) override {
    owner_.line_done_ = true;
    owner_.head_.method = method;
    owner_.head_.target = target;
    owner_.head_.minor_version = version % 10;
    if (method.size() > kLongestMethod || has_small_letter(method)) {
      stop(owner_.refuse(501, "No such method is known here."), error);
    } else if (target.size() > owner_.limits_.max_target) {
      stop(owner_.refuse(414, "The request target is too long."), error);
    }
  }

  void on_field_impl(beast::field field, BeastText name, BeastText value,
                     BeastError& error) override {
    // With a folded line Beast hands out a value that is not the text behind the colon.
    const char* text = name.data() + name.size() + 1;
    while (text < value.data() && (*text == ' ' || *text == '\t')) ++text;
    if (text != value.data()) {
      stop(owner_.refuse(400, "A field is folded over several lines."), error);
      return;
    }
    if (body != nullptr) return;
    auto& fields = owner_.fields_;
    if (fields.size() == owner_.limits_.max_fields) {
      stop(owner_.refuse(431, "There are too many header fields."), error);
      return;
    }
    fields.push_back({name, value});
    switch (field) {
      case beast::field::host:
        return once(owner_.host_, "There is more than one Host field.", error);
      case beast::field::content_length:
        return once(owner_.length_, "There is more than one Content-Length field.", error);
      case beast::field::transfer_encoding:
        return once(owner_.coding_, "There is more than one Transfer-Encoding field.", error);
      case beast::field::expect:
        owner_.expect_ = fields.size();
        return;
      default:
        return;
    }
  }

  void on_chunk_header_impl(std::uint64_t, BeastText extensions, BeastError& error) override {
    chunk_ended = false;
    ++chunks;
    if (!has_control(extensions)) return;
    stop(owner_.refuse(400, "A chunk extension holds a control character."), error);
  }
  std::size_t on_chunk_body_impl(std::uint64_t left, BeastText bytes, BeastError&) override {
    chunk_ended = left == bytes.size();
    chunk_bytes += bytes.size();
    body->append(bytes);
    return bytes.size();
  }
  std::size_t on_body_impl(BeastText bytes, BeastError&) override { return bytes.size(); }
  void on_response_impl(int, BeastText, int, BeastError&) override {}
  void on_header_impl(BeastError&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, BeastError&) override {}
  void on_finish_impl(BeastError&) override {}

  void once(std::size_t& place, std::string_view complaint, BeastError& error) {
    if (place != 0) return stop(owner_.refuse(400, complaint), error);
    place = owner_.fields_.size();
  }
  static void stop(bool, BeastError& error) { error = beast::error::bad_field; }

  RequestParser& owner_;
};

RequestParser::RequestParser(const Limits& limits) : limits_(limits) {
  fields_.reserve(32);
  begin();
}

RequestParser::Grammar& RequestParser::grammar() noexcept { return grammar_.get<Grammar>(); }

void RequestParser::begin() {
  grammar_.emplace<Grammar>(*this);
  head_ = {};
  fields_.clear();
  head_bytes_ = 0;
  body_kind_ = BodyKind::none;
  body_length_ = 0;
  keep_alive_ = expects_continue_ = line_done_ = false;
  host_ = length_ = coding_ = expect_ = 0;
  refusal_ = {};
}

bool RequestParser::refuse(int status, std::string_view text) noexcept {
  if (refusal_.status == 0) refusal_ = {status, text};
  return false;
}

RequestParser::Step RequestParser::parse_head(char* bytes, std::size_t size,
                                              std::size_t& consumed) {
  BeastError error;
  consumed = grammar().put(boost::asio::const_buffer(bytes, size), error);
  head_bytes_ += consumed;
  const std::string_view pending(bytes + consumed, size - consumed);
  if (error && error != beast::error::need_more) return refuse_for(error.value(), pending);
  const bool done = !error;
  if (head_bytes_ + (done ? 0 : pending.size()) > limits_.max_header_bytes) {
    return too_long(pending);
  }
  if (done) return finish_head();
  // Beast looks at a line it has seen in part again only when the whole head is here, and a head
  // with bare line feeds never is.
  if (!has_bare_line_feed(pending)) return Step::need_more;
  refuse(400, "A line does not end with CR LF.");
  return Step::failed;
}

RequestParser::Step RequestParser::parse_chunks(const char* bytes, std::size_t size,
                                                std::size_t& consumed, ByteBuffer& body) {
  Grammar& parser = grammar();
  parser.body = &body;
  consumed = 0;
  // Beast asserts that it gets at least these; every unfinished body has them still to come.
  while (size - consumed >= std::string_view("0\r\n\r\n").size()) {
    BeastError error;
    const std::uint64_t before = parser.chunk_bytes;
    const std::size_t count =
        parser.put(boost::asio::const_buffer(bytes + consumed, size - consumed), error);
    consumed += count;
    parser.framing_bytes += count - (parser.chunk_bytes - before);
    if (error && error != beast::error::need_more) return refuse_for(error.value(), {});
    if (parser.has_too_much_framing()) {
      refuse(431, "The chunk extensions are too long in all.");
      return Step::failed;
    }
    if (error) break;
    if (parser.is_done()) return Step::done;
  }
  // Beast looks at the end of a chunk together with the next line, which may never come.
  const std::string_view end(bytes + consumed, std::min(size - consumed, kLineEnd.size()));
  if (parser.chunk_ended && !kLineEnd.starts_with(end)) {
    refuse(400, "The chunked body is malformed.");
    return Step::failed;
  }
  if (size - consumed < kLongestChunkLine) return Step::need_more;
  refuse(431, "A chunk extension or the trailer section is too long.");
  return Step::failed;
}

// What the head has been given besides the client's bytes ("/" for a target without a path) stays.
void RequestParser::moved(std::uintptr_t from, std::size_t size, const char* to) noexcept {
  const auto shift = [&](std::string_view& view) {
    const auto at = reinterpret_cast<std::uintptr_t>(view.data());
    if (at >= from && at - from <= size) view = {to + (at - from), view.size()};
  };
  shift(head_.method);
  shift(head_.target);
  for (http::Field& field : fields_) {
    shift(field.name);
    shift(field.value);
  }
}

RequestParser::Step RequestParser::too_long(std::string_view pending) noexcept {
  if (line_done_ || pending.find('\n') != std::string_view::npos) {
    refuse(431, "The header fields are too long.");
  } else if (pending.find(' ') == std::string_view::npos) {
    refuse(400, "This is not a request.");
  } else {
    refuse(414, "The request target is too long.");
  }
  return Step::failed;
}

// `line` begins where the parser stopped: for an error in the request line, with that line.
RequestParser::Step RequestParser::refuse_for(int beast_error, std::string_view line) noexcept {
  switch (static_cast<beast::error>(beast_error)) {
    case beast::error::bad_version:
      if (has_foreign_version(line.substr(0, line.find_first_of("\r\n")))) {
        refuse(505, "Only HTTP/1.0 and HTTP/1.1 are spoken here.");
      } else {
        refuse(400, "The request line is not METHOD target HTTP/1.1 and CR LF.");
      }
      break;
    case beast::error::bad_method:
      refuse(400, line.starts_with('\x16') ? "This port speaks HTTP, not HTTPS."
                                           : "The request does not begin with a method.");
      break;
    case beast::error::bad_target:
      refuse(400, "The request target is malformed.");
      break;
    case beast::error::bad_field:
      refuse(400, "A field name is malformed.");
      break;
    case beast::error::bad_value:
      refuse(400, "A field value is malformed.");
      break;
    case beast::error::bad_line_ending:
      refuse(400, "A line does not end with CR LF.");
      break;
    case beast::error::bad_content_length:
      refuse(400, "Content-Length is malformed, or there is a Transfer-Encoding too.");
      break;
    case beast::error::multiple_content_length:
      refuse(400, "There are several values for Content-Length.");
      break;
    case beast::error::bad_transfer_encoding:
      refuse(400, "Transfer-Encoding is malformed, or there is a Content-Length too.");
      break;
    case beast::error::body_limit:
      refuse(413, "The request body is too large.");
      break;
    case beast::error::bad_chunk:
    case beast::error::bad_chunk_extension:
      refuse(400, "The chunked body is malformed.");
      break;
    case beast::error::header_limit:
      refuse(400, "A field is folded over several lines.");
      break;
    default:
      refuse(400, "The request is malformed.");
      break;
  }
  return Step::failed;
}

RequestParser::Step RequestParser::finish_head() {
  body_length_ = grammar().content_length().value_or(0);
  if (!check_target() || !check_host() || !check_framing() || !check_expectation()) {
    return Step::failed;
  }
  keep_alive_ = grammar().keep_alive();
  head_.fields = fields_;
  return Step::done;
}

}  // namespace carboy::core::server
