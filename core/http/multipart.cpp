#include "core/http/multipart.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/base/system_error.h"
#include "core/http/header_text.h"
#include "core/http/option_header.h"
#include "core/http/part_header.h"

namespace carboy::core::http {
namespace {

// How many bytes are parsed at a time, so that little is carried over, however many are fed.
constexpr std::size_t kWindow = 64 * 1024;
// Blanks between a boundary and its line end (RFC 2046, "transport padding").
constexpr std::size_t kMaxPadding = 1024;
// The number of files of the largest size kept in memory that may be in memory together.
constexpr std::size_t kFilesInMemory = 4;

bool is_padding(char c) noexcept { return c == ' ' || c == '\t' || c == '\v' || c == '\f'; }

std::size_t find_bytes(std::string_view text, std::string_view wanted, std::size_t from) noexcept {
  if (text.size() < wanted.size() || from > text.size() - wanted.size()) {
    return std::string_view::npos;
  }
  const void* found =
      ::memmem(text.data() + from, text.size() - from, wanted.data(), wanted.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

std::optional<std::string> owned(std::optional<std::string_view> text) {
  return text ? std::optional<std::string>(*text) : std::nullopt;
}

}  // namespace

MultipartParser::MultipartParser(std::string_view boundary, const FormLimits& limits, Form& out)
    : dashed_("--"),
      limits_(limits),
      out_(out),
      spill_file_(std::make_shared<SpillFile>(limits.folder)) {
  dashed_ += boundary;
  const bool is_ascii = std::all_of(boundary.begin(), boundary.end(),
                                    [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!boundary.empty() && is_ascii) return;
  dashed_.clear();
  fail_malformed();
}

FormError MultipartParser::feed(std::string_view bytes) {
  if (dashed_.empty()) return error_;
  received_ += bytes.size();
  // Werkzeug reads 64 KiB at a time, and that must not exceed the limit either.
  if (limits_.max_form_memory < kWindow && received_ > limits_.max_form_memory) {
    fail(FormError::too_much_memory);
  }
  while (!bytes.empty() && state_ != State::failed && state_ != State::epilogue) {
    const std::string_view piece = bytes.substr(0, kWindow);
    bytes.remove_prefix(piece.size());
    run(piece, false);
  }
  return error_;
}

FormError MultipartParser::finish() {
  if (state_ != State::failed && state_ != State::epilogue) run({}, true);
  if (state_ != State::failed && state_ != State::epilogue) fail_malformed();
  return error_;
}

// Parses the carried bytes and `window`, and carries over the bytes that are undecided.
void MultipartParser::run(std::string_view window, bool is_last) {
  const bool is_joined = !carry_.empty();
  if (is_joined) window = carry_.append(window);
  std::string_view rest = window;
  while (state_ != State::failed && state_ != State::epilogue && step(rest, is_last)) {
  }
  if (state_ == State::failed || state_ == State::epilogue) {
    carry_.clear();
  } else if (is_joined) {
    carry_.erase(0, window.size() - rest.size());
  } else {
    carry_.assign(rest);
  }
}

bool MultipartParser::step(std::string_view& rest, bool is_last) {
  switch (state_) {
    case State::preamble:
      return skip_preamble(rest, is_last);
    case State::header:
      return take_header(rest);
    case State::body_start:
      return start_body(rest, is_last);
    case State::body:
      return take_body(rest, is_last);
    case State::epilogue:
    case State::failed:
      break;
  }
  return false;
}

MultipartParser::Delimiter MultipartParser::after_boundary(std::string_view text, std::size_t at,
                                                           bool is_last) const {
  using Kind = Delimiter::Kind;
  const Delimiter undecided{is_last ? Kind::none : Kind::partial, 0};
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("--")) return {Kind::end, at + 2};
  if (rest == "-") return undecided;
  std::size_t padding = 0;
  while (padding < rest.size() && is_padding(rest[padding])) ++padding;
  if (padding > kMaxPadding) return {};
  const std::string_view line_end = rest.substr(padding);
  // A CR at the end may be the first half of CR LF.
  if (line_end.empty() || (line_end == "\r" && !is_last)) return undecided;
  const std::size_t size = line_end_size(line_end);
  return size == 0 ? Delimiter{} : Delimiter{Kind::part, at + padding + size};
}

MultipartParser::Delimiter MultipartParser::delimiter_at(std::string_view text, std::size_t at,
                                                         bool bare, bool is_last) const {
  const std::string_view rest = text.substr(at);
  const std::size_t line_end = bare ? 0 : line_end_size(rest);
  if (!bare && line_end == 0) return {};
  const std::string_view dashed = rest.substr(line_end);
  if (dashed.starts_with(dashed_)) return after_boundary(rest, line_end + dashed_.size(), is_last);
  const bool may_become_one = dashed.size() < dashed_.size() && dashed_.starts_with(dashed);
  return {may_become_one && !is_last ? Delimiter::Kind::partial : Delimiter::Kind::none, 0};
}

std::size_t MultipartParser::tail_of(std::string_view text, bool bare) const {
  const std::size_t most = dashed_.size() + 1;
  for (std::size_t at = text.size() - std::min(most, text.size()); at < text.size(); ++at) {
    const bool may_begin = bare ? text[at] == '-' : is_line_end(text[at]);
    if (may_begin && delimiter_at(text, at, bare, false).kind == Delimiter::Kind::partial)
      return at;
  }
  return text.size();
}

bool MultipartParser::skip_preamble(std::string_view& rest, bool is_last) {
  std::size_t from = 0;
  for (std::size_t at = find_bytes(rest, dashed_, 0); at != std::string_view::npos;
       at = find_bytes(rest, dashed_, from)) {
    const Delimiter delimiter = delimiter_at(rest, at, true, is_last);
    if (delimiter.kind == Delimiter::Kind::partial) {
      rest.remove_prefix(at);
      return false;
    }
    if (delimiter.kind != Delimiter::Kind::none) {
      rest.remove_prefix(at + delimiter.size);
      state_ = delimiter.kind == Delimiter::Kind::end ? State::epilogue : State::header;
      return true;
    }
    from = at + 1;
  }
  rest.remove_prefix(std::max(from, tail_of(rest, true)));
  return false;
}

bool MultipartParser::take_header(std::string_view& rest) {
  const std::optional<BlankLine> blank = find_blank_line(rest, std::min(searched_, rest.size()));
  // Up to three bytes of a blank line may have come already.
  const std::size_t size = blank ? blank->at : rest.size() - std::min<std::size_t>(rest.size(), 3);
  if (size > limits_.max_part_header) {
    fail(FormError::part_header_too_large);
    return false;
  }
  if (!blank) {
    searched_ = size;
    return false;
  }
  searched_ = 0;
  const std::string_view header = rest.substr(0, blank->at);
  rest.remove_prefix(blank->at + blank->size / 2);
  state_ = State::body_start;
  return begin_part(header);
}

bool MultipartParser::begin_part(std::string_view header) {
  part_ = {};
  const bool is_utf8 = parse_part_header(header, part_.headers);
  const std::optional<std::string_view> disposition =
      find_header(part_.headers, "Content-Disposition");
  if (!is_utf8 || !disposition) {
    fail_malformed();
    return false;
  }
  if (++parts_ > limits_.max_form_parts) {
    fail(FormError::too_many_parts);
    return false;
  }
  const OptionHeader parsed = parse_options_header(*disposition);
  part_.name = owned(parsed.options.first("name"));
  part_.filename = owned(parsed.options.first("filename"));
  if (part_.filename) {
    const std::size_t most = limits_.spill_above * kFilesInMemory;
    part_.file.emplace(std::min(limits_.spill_above, most - std::min(most, file_bytes_in_memory_)),
                       spill_file_);
  } else if (const auto type = find_header(part_.headers, "Content-Type")) {
    const OptionHeader content_type = parse_options_header(*type);
    part_.charset = lowered(content_type.options.first("charset").value_or(""));
  }
  return true;
}

// The line end after a part's header ends the header; in a part without a body, it may also begin
// the delimiter.
bool MultipartParser::start_body(std::string_view& rest, bool is_last) {
  if (rest.empty() || (rest == "\r" && !is_last)) return false;
  const Delimiter delimiter = delimiter_at(rest, 0, false, is_last);
  if (delimiter.kind == Delimiter::Kind::partial) return false;
  state_ = State::body;
  if (delimiter.kind == Delimiter::Kind::none) rest.remove_prefix(line_end_size(rest));
  return true;
}

bool MultipartParser::take_body(std::string_view& rest, bool is_last) {
  std::size_t from = 0;
  for (std::size_t at = find_bytes(rest, dashed_, 0); at != std::string_view::npos;
       at = find_bytes(rest, dashed_, from)) {
    from = at + 1;
    if (at == 0 || !is_line_end(rest[at - 1])) continue;
    const std::size_t begin = at - (at >= 2 && rest.substr(at - 2, 2) == "\r\n" ? 2 : 1);
    const Delimiter delimiter = delimiter_at(rest, begin, false, is_last);
    if (delimiter.kind == Delimiter::Kind::none) continue;
    add_body(rest.substr(0, begin));
    if (delimiter.kind == Delimiter::Kind::partial) {
      rest.remove_prefix(begin);
      return false;
    }
    rest.remove_prefix(begin + delimiter.size);
    end_part();
    if (state_ == State::failed) return false;
    state_ = delimiter.kind == Delimiter::Kind::end ? State::epilogue : State::header;
    return true;
  }
  const std::size_t tail = tail_of(rest, false);
  add_body(rest.substr(0, tail));
  rest.remove_prefix(tail);
  return false;
}

void MultipartParser::add_body(std::string_view bytes) {
  if (bytes.empty() || state_ == State::failed) return;
  if (!part_.file) {
    field_bytes_ += bytes.size();
    if (field_bytes_ > limits_.max_form_memory) return fail(FormError::too_much_memory);
    part_.value += bytes;
    return;
  }
  if (limits_.max_file_size && part_.file->size() + bytes.size() > *limits_.max_file_size) {
    return fail(FormError::file_too_large);
  }
  if (const int error = part_.file->write(bytes); error != 0) {
    fail(FormError::storage);
    out_.storage_error = base::errno_text(error);
  }
}

void MultipartParser::end_part() {
  if (state_ == State::failed) return;
  if (part_.file) {
    if (const int error = part_.file->finish(); error != 0) {
      fail(FormError::storage);
      out_.storage_error = base::errno_text(error);
      return;
    }
    if (part_.file->is_in_memory()) file_bytes_in_memory_ += part_.file->size();
    out_.files.emplace_back(std::move(part_.name), std::move(*part_.filename),
                            std::move(part_.headers), std::move(*part_.file));
  } else {
    std::string value;
    if (!append_from_charset(value, part_.charset, part_.value)) {
      append_from_charset(value, "utf-8", part_.value);
    }
    out_.fields.add(part_.name ? std::string_view(*part_.name) : std::string_view(), value);
  }
  part_ = {};
}

void MultipartParser::fail(FormError error) {
  if (error_ != FormError::none) return;
  state_ = State::failed;
  error_ = error;
  part_ = {};
  out_.fields.clear();
  out_.files.clear();
}

void MultipartParser::fail_malformed() {
  fail(FormError::none);
  out_.is_malformed = true;
}

}  // namespace carboy::core::http
