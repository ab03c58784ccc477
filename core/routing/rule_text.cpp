#include "core/routing/rule_text.h"

#include <algorithm>

#include "core/base/utf8.h"

namespace carboy::core::routing {
namespace {

std::size_t column_at(std::string_view text, std::size_t offset) {
  return base::count_code_points(text.substr(0, offset)) + 1;
}

std::string located(std::string_view text, std::size_t offset, std::string_view problem) {
  constexpr std::size_t kShown = 200;
  std::string message = "Rule \"";
  message.append(text.substr(0, kShown)).append(text.size() > kShown ? "..." : "");
  message.append("\", column ").append(std::to_string(column_at(text, offset)));
  return message.append(": ").append(problem);
}

bool begins_name(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool continues_name(char c) noexcept { return begins_name(c) || (c >= '0' && c <= '9'); }

class Parser {
 public:
  Parser(std::string_view text, bool merge_slashes) : text_(text), merges_(merge_slashes) {}

  std::vector<RulePiece> pieces() {
    std::vector<RulePiece> pieces;
    while (at_ < text_.size()) {
      RulePiece piece = next_piece();
      const bool is_repeated = merges_ && piece.kind == RulePiece::Kind::slash && !pieces.empty() &&
                               pieces.back().kind == RulePiece::Kind::slash;
      if (!is_repeated) pieces.push_back(piece);
    }
    return pieces;
  }

 private:
  RulePiece next_piece() {
    RulePiece piece;
    piece.offset = at_;
    if (text_[at_] == '/') {
      ++at_;
    } else if (text_[at_] == '<') {
      take_parameter(piece);
    } else {
      piece.kind = RulePiece::Kind::literal;
      const std::size_t end = std::min(text_.find_first_of("</", at_), text_.size());
      piece.text = text_.substr(at_, end - at_);
      at_ = end;
    }
    return piece;
  }

  void take_parameter(RulePiece& piece) {
    piece.kind = RulePiece::Kind::parameter;
    ++at_;
    const std::size_t begin = at_;
    const std::string_view first = take_name();
    if (next_is('(') && !first.empty()) {
      piece.arguments_offset = at_ + 1;
      at_ = end_of_arguments(piece);
      piece.arguments = text_.substr(piece.arguments_offset, at_ - piece.arguments_offset);
      ++at_;
    }
    const bool has_converter = !first.empty() && next_is(':');
    if (has_converter) {
      piece.converter = first;
      piece.whole = text_.substr(begin, at_ - begin);
      ++at_;
    }
    piece.text = has_converter ? take_name() : first;
    if (piece.text.empty() || !next_is('>')) refuse_parameter(piece);
    ++at_;
  }

  std::string_view take_name() {
    std::size_t end = at_;
    if (end < text_.size() && begins_name(text_[end])) {
      while (end < text_.size() && continues_name(text_[end])) ++end;
    }
    const std::string_view name = text_.substr(at_, end - at_);
    at_ = end;
    return name;
  }

  bool next_is(char c) const { return at_ < text_.size() && text_[at_] == c; }

  // Where the arguments end: at the first `)` behind which `:name>` stands (as Werkzeug's lazy
  // expression has it, so that arguments may hold parentheses).
  std::size_t end_of_arguments(const RulePiece& piece) {
    const std::size_t begin = at_;
    const std::size_t line_end = std::min(text_.find('\n', begin), text_.size());
    for (std::size_t close = text_.find(')', begin); close < line_end;
         close = text_.find(')', close + 1)) {
      at_ = close + 1;
      if (!next_is(':')) continue;
      ++at_;
      if (!take_name().empty() && next_is('>')) return close;
    }
    refuse(piece, "the parameter that begins here has arguments, but no \"):name>\" ends it");
  }

  [[noreturn]] void refuse_parameter(const RulePiece& piece) {
    if (text_.find('>', piece.offset) == std::string_view::npos) {
      refuse(piece,
             "the parameter that begins here has no \">\"; write <name> or <converter:name>");
    }
    if (next_is('>')) refuse(piece, "the parameter has no name; write <name> or <converter:name>");
    throw RuleError(text_, at_,
                    "a parameter is <name>, <converter:name> or <converter(arguments):name>; names "
                    "are letters, digits and _ and do not begin with a digit");
  }

  [[noreturn]] void refuse(const RulePiece& piece, std::string_view problem) {
    throw RuleError(text_, piece.offset, problem);
  }

  std::string_view text_;
  bool merges_;
  std::size_t at_ = 0;
};

}  // namespace

RuleError::RuleError(std::string_view text, std::size_t offset, std::string_view problem)
    : base::Error(located(text, offset, problem)), column_(column_at(text, offset)) {}

std::vector<RulePiece> parse_rule_text(std::string_view text, bool merge_slashes) {
  return Parser(text, merge_slashes).pieces();
}

}  // namespace carboy::core::routing
