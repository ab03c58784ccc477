#include "core/server/request_parser.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <charconv>
#include <cstring>
#include <limits>
#include <utility>

#include "core/http/header_text.h"
#include "core/server/host_field.h"

namespace carboy::core::server {

namespace beast = boost::beast::http;
using BeastError = boost::beast::error_code;
using BeastText = boost::beast::string_view;

class RequestParser::Grammar : public beast::basic_parser<true> {
 public:
  explicit Grammar(RequestParser& owner) : owner_(owner) {
    header_limit(std::numeric_limits<std::uint32_t>::max());  // counted in parse_head()
    body_limit(owner.limits_.max_body);
  }

 private:
  void on_request_impl(beast::verb, BeastText method, BeastText target, int version,
                       BeastError& error) override {
    stop_unless(owner_.take_request_line(method, target, version % 10), error);
  }

  void on_field_impl(beast::field field, BeastText name, BeastText value,
                     BeastError& error) override {
    // Beast returns a folded value from a buffer of its own instead of the text after the colon.
    const char* text = name.data() + name.size() + 1;
    while (text < value.data() && (*text == ' ' || *text == '\t')) ++text;
    if (text != value.data()) {
      return stop_unless(owner_.refuse(400, "A field is folded over several lines."), error);
    }
    auto& fields = owner_.fields_;
    if (fields.size() == owner_.limits_.max_fields) {
      return stop_unless(owner_.refuse(431, "There are too many header fields."), error);
    }
    fields.push_back({name, value});
    switch (field) {
      case beast::field::host:
        return stop_unless(owner_.take_host(value), error);
      case beast::field::content_length:
        return stop_unless(owner_.take_length(value), error);
      case beast::field::transfer_encoding:
        return stop_unless(owner_.take_coding(value), error);
      case beast::field::expect:
        return stop_unless(owner_.take_expectation(value), error);
      default:
        return;
    }
  }

  void on_chunk_header_impl(std::uint64_t, BeastText, BeastError&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, BeastText, BeastError&) override { return 0; }
  std::size_t on_body_impl(BeastText bytes, BeastError&) override { return bytes.size(); }
  void on_response_impl(int, BeastText, int, BeastError&) override {}
  void on_header_impl(BeastError&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, BeastError&) override {}
  void on_finish_impl(BeastError&) override {}

  static void stop_unless(bool accepted, BeastError& error) {
    if (!accepted) error = beast::error::bad_field;
  }

  RequestParser& owner_;
};

RequestParser::RequestParser(const Limits& limits)
    : limits_(limits), request_line_(limits.max_target), chunks_(limits.max_body) {
  fields_.reserve(32);
  begin();
}

RequestParser::Grammar& RequestParser::grammar() noexcept { return grammar_.get<Grammar>(); }

void RequestParser::begin() {
  grammar_.emplace<Grammar>(*this);
  head_ = {};
  fields_.clear();
  head_bytes_ = judged_ = 0;
  body_kind_ = BodyKind::none;
  body_length_ = 0;
  keep_alive_ = expects_continue_ = line_done_ = has_coding_ = has_length_ = false;
  host_ = 0;
  authority_ = {};
  request_line_ = RequestLine(limits_.max_target);
  field_lines_ = {};
  refusal_ = {};
}

// Keeps the first refusal, which is that of the first wrong line. Returns false.
bool RequestParser::refuse(int status, std::string_view text) noexcept {
  if (refusal_.status == 0) refusal_ = {status, text};
  return false;
}

RequestParser::Step RequestParser::parse_head(char* bytes, std::size_t size,
                                              std::size_t& consumed) {
  consumed = 0;
  const std::size_t within = std::min(size, limits_.max_header_bytes - head_bytes_);
  const void* last = ::memrchr(bytes + judged_, '\n', within - judged_);
  if (last != nullptr) {
    const auto lines = static_cast<std::size_t>(static_cast<const char*>(last) - bytes) + 1;
    const Step step = parse_lines(bytes, lines, consumed);
    if (step != Step::need_more) return step;
  }
  const std::string_view line(bytes + consumed, within - consumed);
  if (!check_unfinished_line(line)) return Step::failed;
  return size > within ? too_long(line) : Step::need_more;
}

// Gives Beast the lines in [bytes, bytes + size), each of them whole: once it has seen a part of a
// line, it does not look at it again before the end of the head. It needs one byte after them, too,
// to see that the last field is not folded, and gets one that begins a field.
RequestParser::Step RequestParser::parse_lines(char* bytes, std::size_t size,
                                               std::size_t& consumed) {
  BeastError error;
  const char next = std::exchange(bytes[size], 'X');
  consumed = grammar().put(boost::asio::const_buffer(bytes, size + 1), error);
  bytes[size] = next;
  head_bytes_ += consumed;
  judged_ = 0;
  if (!error) return finish_head();
  // "GET / CR LF" is too short for Beast to be wrong.
  if (error != beast::error::need_more || consumed != size) {
    return refuse_for(error.value(), {bytes + consumed, size - consumed});
  }
  field_lines_ = {};
  return Step::need_more;
}

// Each byte is looked at once, however slowly the bytes come.
bool RequestParser::check_unfinished_line(std::string_view line) noexcept {
  const std::string_view bytes = line.substr(judged_);
  const Refusal refusal = line_done_ ? field_lines_.take(bytes) : request_line_.take(bytes);
  judged_ = line.size();
  return refusal.status == 0 || refuse(refusal.status, refusal.text);
}

RequestParser::Step RequestParser::parse_chunks(std::string_view bytes, std::size_t& consumed,
                                                ByteBuffer& body) {
  switch (chunks_.decode(bytes, consumed, body)) {
    case ChunkDecoder::Step::need_more:
      return Step::need_more;
    case ChunkDecoder::Step::done:
      return Step::done;
    case ChunkDecoder::Step::failed:
      break;
  }
  refuse(chunks_.refusal().status, chunks_.refusal().text);
  return Step::failed;
}

// Text that is not the client's ("/" for a URL without a path) stays where it is.
void RequestParser::moved(std::uintptr_t from, std::size_t size, const char* to) noexcept {
  const auto shift = [&](std::string_view& view) {
    const auto at = reinterpret_cast<std::uintptr_t>(view.data());
    if (at >= from && at - from <= size) view = {to + (at - from), view.size()};
  };
  shift(head_.method);
  shift(head_.target);
  shift(authority_);
  for (http::Field& field : fields_) {
    shift(field.name);
    shift(field.value);
  }
}

RequestParser::Step RequestParser::too_long(std::string_view line) noexcept {
  if (line_done_) {
    refuse(431, "The header fields are too long.");
  } else if (line.find(' ') == std::string_view::npos) {
    refuse(400, "This is not a request.");
  } else {
    refuse(414, "The request target is too long.");
  }
  return Step::failed;
}

// `line` begins with the line that Beast has rejected. A request line is judged again, so that its
// first wrong byte decides however the bytes were split.
RequestParser::Step RequestParser::refuse_for(int beast_error, std::string_view line) noexcept {
  if (!line_done_) {
    request_line_ = RequestLine(limits_.max_target);
    judged_ = 0;
    check_unfinished_line(line.substr(0, line.find('\n') + 1));
  }
  switch (static_cast<beast::error>(beast_error)) {
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
    case beast::error::header_limit:
      refuse(400, "A field is folded over several lines.");
      break;
    default:
      refuse(400, "The request is malformed.");
      break;
  }
  return Step::failed;
}

// RFC 9112, section 3.2.
bool RequestParser::take_request_line(std::string_view method, std::string_view target,
                                      int minor_version) {
  line_done_ = true;
  head_.method = method;
  head_.target = target;
  head_.minor_version = minor_version;
  if (!is_known_form_of_method(method)) return refuse(501, "No such method is known here.");
  if (target.size() > limits_.max_target) return refuse(414, "The request target is too long.");
  if (target.find('#') != std::string_view::npos) {
    return refuse(400, "The request target holds a fragment.");
  }
  if (method == "CONNECT") return refuse(501, "This server is not a proxy.");
  if (target.starts_with('/') || (target == "*" && method == "OPTIONS")) return true;
  return take_absolute_form();
}

// RFC 9112, section 3.2.2: the authority takes the place of Host, the rest that of the target.
bool RequestParser::take_absolute_form() {
  std::string_view rest = head_.target;
  const std::size_t colon = rest.find("://");
  if (colon == std::string_view::npos || (!http::same_name(rest.substr(0, colon), "http") &&
                                          !http::same_name(rest.substr(0, colon), "https"))) {
    return refuse(400, "The request target is neither a path nor a URL.");
  }
  rest.remove_prefix(colon + 3);
  const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  authority_ = rest.substr(0, end);
  rest.remove_prefix(end);
  if (!is_host(authority_)) return refuse(400, "The host in the request target is malformed.");
  if (rest.empty()) {
    head_.target = head_.method == "OPTIONS" ? "*" : "/";
  } else if (rest.front() == '?') {
    // The path's missing slash takes the place of one of the scheme's: the authority moves down.
    char* text = const_cast<char*>(authority_.data());  // the connection's own buffer
    std::copy(text, text + authority_.size(), text - 1);
    authority_ = {text - 1, authority_.size()};
    text[authority_.size() - 1] = '/';
    head_.target = {rest.data() - 1, rest.size() + 1};
  } else {
    head_.target = rest;
  }
  return true;
}

// RFC 9112, section 3.2: exactly one, and valid. The authority of a URL replaces it, whatever it
// is.
bool RequestParser::take_host(std::string_view value) {
  if (host_ != 0) return refuse(400, "There is more than one Host field.");
  host_ = fields_.size();
  if (!authority_.empty()) {
    fields_.back().value = authority_;
    return true;
  }
  return is_host(value) || refuse(400, "The Host field is malformed.");
}

// RFC 9112, section 6.2. Beast has read the digits, but accepts a list of equal numbers.
bool RequestParser::take_length(std::string_view value) {
  if (std::exchange(has_length_, true)) {
    return refuse(400, "There is more than one Content-Length field.");
  }
  if (has_coding_) return refuse(400, "There are both Content-Length and Transfer-Encoding.");
  const char* end = value.data() + value.size();
  const auto [stopped, error] = std::from_chars(value.data(), end, body_length_);
  if (error != std::errc() || stopped != end) return refuse(400, "Content-Length is malformed.");
  if (body_length_ > limits_.max_body) return refuse(413, "The request body is too large.");
  body_kind_ = body_length_ == 0 ? BodyKind::none : BodyKind::length;
  return true;
}

// RFC 9112, sections 6.1 and 6.3.
bool RequestParser::take_coding(std::string_view value) {
  if (std::exchange(has_coding_, true)) {
    return refuse(400, "There is more than one Transfer-Encoding field.");
  }
  if (has_length_) return refuse(400, "There are both Content-Length and Transfer-Encoding.");
  if (head_.minor_version == 0) return refuse(400, "HTTP/1.0 has no Transfer-Encoding.");
  if (value.empty()) return refuse(400, "Transfer-Encoding is empty.");
  if (!http::same_name(value, "chunked")) return refuse_coding(value);
  body_kind_ = BodyKind::chunked;
  chunks_ = ChunkDecoder(limits_.max_body);
  return true;
}

// A body ends somewhere only if chunked is its last coding, and is applied once.
bool RequestParser::refuse_coding(std::string_view coding) {
  std::size_t count = 0;
  bool is_last = false;
  http::ListItems items(coding);
  for (std::string_view item; items.next(item);) {
    is_last = http::same_name(item, "chunked");
    count += is_last ? 1 : 0;
  }
  if (!is_last || count > 1) return refuse(400, "The last Transfer-Encoding must be chunked.");
  return refuse(501, "The only Transfer-Encoding understood here is chunked.");
}

// RFC 9110, section 10.1.1. HTTP/1.0 has no such field.
bool RequestParser::take_expectation(std::string_view value) {
  if (head_.minor_version == 0) return true;
  expects_continue_ = http::same_name(value, "100-continue");
  return expects_continue_ || refuse(417, "Only 100-continue can be expected.");
}

RequestParser::Step RequestParser::finish_head() {
  if (host_ == 0 && head_.minor_version != 0) {
    refuse(400, "The Host field is missing.");
    return Step::failed;
  }
  if (host_ == 0 && !authority_.empty()) fields_.push_back({"Host", authority_});
  keep_alive_ = grammar().keep_alive();
  head_.fields = fields_;
  return Step::done;
}

}  // namespace carboy::core::server
