// Reads a rule while the extension is compiled, just as the host reads it when the app starts. The
// grammar is in core/routing/rule_text.h, and tests/compile/rule_grammar_test.cpp compares the two.
#pragma once

#include <carboy/detail/rule_default.h>

#include <cstddef>
#include <string_view>

namespace carboy::detail {

enum class RuleMistake : unsigned char {
  none,
  type_not_given,
  no_slash,
  unclosed_parameter,
  parameter_without_name,
  wrong_name,
  name_twice,
  more_parameters,
  fewer_parameters,
  unknown_converter,
  no_integer,
  no_double,
  no_uuid,
  no_text,
  parameters_in_prefix,
};

// The first mistake, and the number of the view's parameter that it is about.
struct RuleVerdict {
  RuleMistake mistake = RuleMistake::none;
  std::size_t parameter = 0;
};

// What a type of a view's parameter can take.
struct ParameterType {
  bool is_given = false;  // some rule can give it
  bool is_text = false;
  bool is_integer = false;
  bool is_double = false;
  bool is_uuid = false;
  bool is_own = false;  // has a FromRule, which receives the text
};

// Reads the parameters of a rule one after the other: `<name>`, `<converter:name>` or
// `<converter(arguments):name>`.
class RuleReader {
 public:
  constexpr explicit RuleReader(std::string_view rule) : rule_(rule) {}

  std::string_view converter;
  std::string_view name;

  // Moves to the next parameter. Returns false after the last one, and at a mistake.
  constexpr bool next() {
    at_ = find('<', at_);
    if (at_ == rule_.size()) return false;
    ++at_;
    converter = {};
    name = take_name();
    if (!name.empty() && is_at('(') && !skip_arguments()) return false;
    if (!name.empty() && is_at(':')) {
      ++at_;
      converter = name;
      name = take_name();
    }
    if (is_at('>') && !name.empty()) {
      ++at_;
      return true;
    }
    mistake_ = mistake_here();
    return false;
  }
  constexpr RuleMistake mistake() const { return mistake_; }

 private:
  static constexpr bool begins_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }
  // Returns the size of the rule if the character is not found. string_view::find() cannot be used:
  // with -fsanitize=undefined, g++ 12 does not accept pointers into a template argument as
  // constants.
  constexpr std::size_t find(char c, std::size_t at) const {
    while (at < rule_.size() && rule_[at] != c) ++at;
    return at < rule_.size() ? at : rule_.size();
  }
  constexpr bool is_at(char c) const { return at_ < rule_.size() && rule_[at_] == c; }

  constexpr std::string_view take_name() {
    const std::size_t begin = at_;
    while (at_ < rule_.size() && (RuleReader::begins_name(rule_[at_]) ||
                                  (at_ > begin && rule_[at_] >= '0' && rule_[at_] <= '9'))) {
      ++at_;
    }
    return rule_.substr(begin, at_ - begin);
  }

  // The arguments end at the first `)` that `:name>` follows, so they may hold any character.
  constexpr bool skip_arguments() {
    for (std::size_t close = find(')', at_); close != rule_.size(); close = find(')', close + 1)) {
      at_ = close + 1;
      if (!is_at(':')) continue;
      ++at_;
      if (!take_name().empty() && is_at('>')) {
        at_ = close + 1;
        return true;
      }
    }
    mistake_ = RuleMistake::unclosed_parameter;
    return false;
  }

  constexpr RuleMistake mistake_here() const {
    if (at_ >= rule_.size() || is_at('/') || is_at('<')) return RuleMistake::unclosed_parameter;
    return is_at('>') ? RuleMistake::parameter_without_name : RuleMistake::wrong_name;
  }

  std::string_view rule_;
  std::size_t at_ = 0;
  RuleMistake mistake_ = RuleMistake::none;
};

// Returns whether one edit (two letters swapped, one missing, added or replaced) makes `known` of
// `word`.
constexpr bool is_nearly(std::string_view word, std::string_view known) {
  if (word == known || word.size() < 2) return false;
  std::size_t same = 0;
  while (same < word.size() && same < known.size() && word[same] == known[same]) ++same;
  const std::string_view a = word.substr(same);
  const std::string_view b = known.substr(same);
  if (!a.empty() && !b.empty() && a.substr(1) == b.substr(1)) return true;
  if (!a.empty() && a.substr(1) == b) return true;
  if (!b.empty() && b.substr(1) == a) return true;
  return a.size() >= 2 && b.size() >= 2 && a[0] == b[1] && a[1] == b[0] &&
         a.substr(2) == b.substr(2);
}

// Returns whether the converter gives what the type takes. Converters that extensions add give
// text; the host checks at the start of the app that they exist.
constexpr RuleMistake judge_type(std::string_view converter, ParameterType type) {
  if (type.is_own) return RuleMistake::none;
  if (converter == "int") return type.is_integer ? RuleMistake::none : RuleMistake::no_integer;
  if (converter == "float") return type.is_double ? RuleMistake::none : RuleMistake::no_double;
  if (converter == "uuid") {
    return type.is_uuid || type.is_text ? RuleMistake::none : RuleMistake::no_uuid;
  }
  const RuleMistake none_for_text = type.is_text ? RuleMistake::none : RuleMistake::no_text;
  if (converter.empty()) return none_for_text;
  for (const std::string_view known : {"string", "path", "any", "default"}) {
    if (converter == known) return none_for_text;
  }
  return type.is_text ? RuleMistake::none : RuleMistake::unknown_converter;
}

constexpr bool is_slip_of_a_converter(std::string_view converter) {
  for (const std::string_view known : {"int", "float", "uuid", "string", "path", "any"}) {
    if (detail::is_nearly(converter, known)) return true;
  }
  return false;
}

constexpr RuleMistake judge_next(const RuleReader& reader, const std::string_view* names,
                                 const ParameterType* types, std::size_t type_count,
                                 std::size_t number) {
  for (std::size_t i = 0; i < number; ++i) {
    if (names[i] == reader.name) return RuleMistake::name_twice;
  }
  if (number >= type_count) return RuleMistake::more_parameters;
  if (detail::is_slip_of_a_converter(reader.converter)) return RuleMistake::unknown_converter;
  return detail::judge_type(reader.converter, types[number]);
}

// Returns whether a default value is what the type takes.
constexpr RuleMistake judge_default(const RuleDefault& given, ParameterType type) {
  using enum RuleDefault::Kind;
  if (type.is_own) return RuleMistake::none;
  if (given.kind == text) return type.is_text ? RuleMistake::none : RuleMistake::no_text;
  if (given.kind == number) return type.is_double ? RuleMistake::none : RuleMistake::no_double;
  return type.is_integer || type.is_double ? RuleMistake::none : RuleMistake::no_integer;
}

// Judges a rule below a prefix for a view with these parameters. The parameters that the text lacks
// are the defaults, in order.
constexpr RuleVerdict judge_rule(std::string_view prefix, std::string_view rule,
                                 const ParameterType* types, std::size_t type_count,
                                 const RuleDefaults& defaults = {}) {
  for (std::size_t i = 0; i < type_count; ++i) {
    if (!types[i].is_given) return {RuleMistake::type_not_given, i};
  }
  if (!rule.starts_with('/') && !(rule.empty() && !prefix.empty())) {
    return {RuleMistake::no_slash, 0};
  }
  constexpr std::size_t kMost = 32;
  std::string_view names[kMost];
  std::size_t count = 0;
  for (const std::string_view text : {prefix, rule}) {
    RuleReader reader(text);
    while (reader.next()) {
      if (count == kMost) return {RuleMistake::more_parameters, count};
      const RuleMistake mistake = detail::judge_next(reader, names, types, type_count, count);
      if (mistake != RuleMistake::none) return {mistake, count};
      names[count++] = reader.name;
    }
    if (reader.mistake() != RuleMistake::none) return {reader.mistake(), count};
  }
  const std::size_t in_text = count;
  for (std::size_t i = 0; i < defaults.count; ++i) {
    bool is_in_text = false;
    for (std::size_t j = 0; j < in_text; ++j) {
      is_in_text = is_in_text || names[j] == defaults.values[i].name;
    }
    if (is_in_text) continue;
    if (count >= type_count) return {RuleMistake::more_parameters, count};
    const RuleMistake mistake = detail::judge_default(defaults.values[i], types[count]);
    if (mistake != RuleMistake::none) return {mistake, count};
    ++count;
  }
  return {count < type_count ? RuleMistake::fewer_parameters : RuleMistake::none, count};
}

}  // namespace carboy::detail
