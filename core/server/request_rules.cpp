// What a whole head must be besides well-formed.
#include <algorithm>

#include "core/http/header_text.h"
#include "core/server/host_field.h"
#include "core/server/request_parser.h"

namespace carboy::core::server {

// RFC 9112, section 3.2.
bool RequestParser::check_target() {
  const std::string_view target = head_.target;
  if (head_.method == "CONNECT") return refuse(501, "This server is not a proxy.");
  if (target.find('#') != std::string_view::npos) {
    return refuse(400, "The request target holds a fragment.");
  }
  if (target.starts_with('/') || (target == "*" && head_.method == "OPTIONS")) return true;
  return check_absolute_form();
}

// RFC 9112, section 3.2.2: the authority takes the place of Host, the rest that of the target.
bool RequestParser::check_absolute_form() {
  std::string_view rest = head_.target;
  const std::size_t colon = rest.find("://");
  if (colon == std::string_view::npos || (!http::same_name(rest.substr(0, colon), "http") &&
                                          !http::same_name(rest.substr(0, colon), "https"))) {
    return refuse(400, "The request target is neither a path nor a URL.");
  }
  rest.remove_prefix(colon + 3);
  const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  std::string_view authority = rest.substr(0, end);
  rest.remove_prefix(end);
  if (!is_host(authority)) return refuse(400, "The host in the request target is malformed.");
  if (rest.empty()) {
    head_.target = head_.method == "OPTIONS" ? "*" : "/";
  } else if (rest.front() == '?') {
    // The path's missing slash gets the room of one of the scheme's: the authority moves down.
    char* text = const_cast<char*>(authority.data());  // the connection's own buffer
    std::copy(text, text + authority.size(), text - 1);
    authority = {text - 1, authority.size()};
    text[authority.size() - 1] = '/';
    head_.target = {rest.data() - 1, rest.size() + 1};
  } else {
    head_.target = rest;
  }
  if (host_ != 0) {
    fields_[host_ - 1].value = authority;
  } else if (head_.minor_version == 0) {
    fields_.push_back({"Host", authority});
    host_ = fields_.size();
  }
  return true;
}

// RFC 9112, section 3.2: exactly one, and valid.
bool RequestParser::check_host() {
  if (host_ == 0) return head_.minor_version == 0 || refuse(400, "The Host field is missing.");
  return is_host(fields_[host_ - 1].value) || refuse(400, "The Host field is malformed.");
}

// RFC 9112, sections 6.1 and 6.3: chunked comes last, or nobody knows where the body ends, and
// once.
bool RequestParser::refuse_coding(std::string_view coding) {
  std::size_t count = 0;
  bool is_last = false;
  http::ListItems items(coding);
  for (std::string_view item; items.next(item);) {
    is_last = http::same_name(item, "chunked");
    count += is_last ? 1 : 0;
  }
  if (!is_last || count > 1) return refuse(400, "chunked has to be the last Transfer-Encoding.");
  return refuse(501, "The only Transfer-Encoding understood here is chunked.");
}

// RFC 9112, section 6.
bool RequestParser::check_framing() {
  if (coding_ != 0) {
    if (length_ != 0) return refuse(400, "There are both Content-Length and Transfer-Encoding.");
    if (head_.minor_version == 0) return refuse(400, "HTTP/1.0 has no Transfer-Encoding.");
    const std::string_view coding = fields_[coding_ - 1].value;
    if (coding.empty()) return refuse(400, "Transfer-Encoding is empty.");
    if (!http::same_name(coding, "chunked")) return refuse_coding(coding);
    body_kind_ = BodyKind::chunked;
    return true;
  }
  if (length_ == 0) return true;
  // Beast would take a list of equal numbers.
  const std::string_view digits = fields_[length_ - 1].value;
  if (digits.find_first_not_of("0123456789") != std::string_view::npos) {
    return refuse(400, "Content-Length is malformed.");
  }
  body_kind_ = body_length_ == 0 ? BodyKind::none : BodyKind::length;
  return true;
}

// RFC 9110, section 10.1.1.
bool RequestParser::check_expectation() {
  if (expect_ == 0 || head_.minor_version == 0) return true;
  expects_continue_ = http::same_name(fields_[expect_ - 1].value, "100-continue");
  return expects_continue_ || refuse(417, "Only 100-continue can be expected.");
}

}  // namespace carboy::core::server
