#include "core/routing/converter_arguments.h"

#include <algorithm>
#include <optional>

#include "core/base/suggest.h"
#include "core/routing/value.h"

namespace carboy::core::routing {
namespace {

bool is_blank(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Letters of other alphabets are taken as such without a table: any byte above ASCII.
bool is_word(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

Value unquoted_value(std::string_view text) {
  if (text == "None") return {};
  if (text == "True") return true;
  if (text == "False") return false;
  if (const auto integer = parse_integer(text)) return Value::integer(*integer);
  if (const auto real = parse_real(text)) return *real;
  return text;
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }
  bool at_end() const { return at_ == text_.size(); }
  std::size_t offset() const { return at_; }

  // `name =`; nothing, and nothing consumed, when something else stands there.
  std::string_view take_name() {
    std::size_t end = at_;
    while (end < text_.size() && is_word(text_[end])) ++end;
    const std::string_view name = text_.substr(at_, end - at_);
    while (end < text_.size() && is_blank(text_[end])) ++end;
    if (name.empty() || end == text_.size() || text_[end] != '=') return {};
    at_ = end + 1;
    skip_blanks();
    return name;
  }

  Value take_value() {
    std::size_t quote = at_;
    if (quote + 1 < text_.size() && std::string_view("urUR").find(text_[quote]) < 4) ++quote;
    if (quote < text_.size() && (text_[quote] == '"' || text_[quote] == '\'')) {
      return take_quoted(quote);
    }
    std::size_t end = at_ < text_.size() && text_[at_] == '-' ? at_ + 1 : at_;
    while (end < text_.size() && (is_word(text_[end]) || text_[end] == '.')) ++end;
    const std::string_view word = text_.substr(at_, end - at_);
    Value value = unquoted_value(word);
    if (word.empty() || (word.front() == '-' && value.kind() == Value::Kind::text)) {
      throw ArgumentError(
          "an argument is a name, a number, True, False, None or text in quotes; put anything else "
          "in quotes",
          at_);
    }
    at_ = end;
    return value;
  }

  void take_comma() {
    skip_blanks();
    if (at_end()) return;
    if (text_[at_] != ',') {
      throw ArgumentError("arguments are separated by commas; put other text in quotes", at_);
    }
    ++at_;
    skip_blanks();
  }

 private:
  Value take_quoted(std::size_t quote) {
    const std::size_t end = text_.find(text_[quote], quote + 1);
    if (end == std::string_view::npos) throw ArgumentError("the quoted text has no end", quote);
    at_ = end + 1;
    return text_.substr(quote + 1, end - quote - 1);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::string quoted_list(std::initializer_list<std::string_view> names) {
  std::string list;
  for (const std::string_view name : names) list.append(list.empty() ? "" : ", ").append(name);
  return list;
}

}  // namespace

ConverterArguments::ConverterArguments(std::string_view text) {
  Scanner scanner(text);
  scanner.skip_blanks();
  while (!scanner.at_end()) {
    const std::size_t begin = scanner.offset();
    Argument argument;
    argument.name = scanner.take_name();
    argument.value = scanner.take_value();
    if (argument.name.empty() && !arguments_.empty() && !arguments_.back().name.empty()) {
      throw ArgumentError("an argument without a name stands behind one with a name", begin);
    }
    arguments_.push_back(std::move(argument));
    scanner.take_comma();
  }
}

std::vector<Value> ConverterArguments::in_order(
    std::initializer_list<std::string_view> names) const {
  std::vector<Value> values(names.size());
  std::vector<bool> is_set(names.size());
  for (std::size_t i = 0; i < arguments_.size(); ++i) {
    const Argument& argument = arguments_[i];
    std::size_t index = i;
    if (!argument.name.empty()) {
      const auto* found = std::find(names.begin(), names.end(), argument.name);
      index = static_cast<std::size_t>(found - names.begin());
      if (found == names.end()) {
        const std::vector<std::string> known(names.begin(), names.end());
        throw base::Error("there is no argument \"" + argument.name + "\"." +
                          base::did_you_mean(argument.name, known) + " It takes " +
                          (names.size() == 0 ? "none" : quoted_list(names)));
      }
    } else if (index >= names.size()) {
      throw base::Error(names.size() == 0 ? "it takes no arguments"
                                          : "too many arguments; it takes " + quoted_list(names));
    }
    if (is_set[index]) throw base::Error("\"" + argument.name + "\" is given twice");
    is_set[index] = true;
    values[index] = argument.value;
  }
  return values;
}

std::vector<Value> ConverterArguments::all_positional() const {
  std::vector<Value> values;
  for (const Argument& argument : arguments_) {
    if (!argument.name.empty()) {
      throw base::Error("it takes items without names, not \"" + argument.name + "=\"");
    }
    values.push_back(argument.value);
  }
  return values;
}

}  // namespace carboy::core::routing
