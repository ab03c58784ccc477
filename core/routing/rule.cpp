#include "core/routing/rule.h"

#include <algorithm>
#include <iterator>

#include "core/base/suggest.h"
#include "core/base/utf8.h"
#include "core/http/percent.h"

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

  // Returns where the arguments end: at the first `)` that `:name>` follows (as in Werkzeug's lazy
  // expression, so that arguments may hold parentheses).
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

class PartMaker {
 public:
  PartMaker(std::string_view text, const Converters& converters)
      : text_(text), converters_(converters) {}

  void add(const RulePiece& piece) {
    switch (piece.kind) {
      case RulePiece::Kind::slash:
        add_slash();
        return;
      case RulePiece::Kind::literal:
        add_literal(piece.text);
        return;
      case RulePiece::Kind::parameter:
        add_parameter(piece);
        return;
    }
  }

  RuleParts finish() {
    const bool is_branch = part_.is_final && !part_.elements.back().converter &&
                           part_.elements.back().literal.ends_with('/');
    const PartWeight weight = part_.weight;
    if (is_branch) {
      std::string& literal = part_.elements.back().literal;
      literal.pop_back();
      if (literal.empty()) part_.elements.pop_back();
      part_.may_end_in_slash = true;
    }
    end_part();
    if (is_branch) {
      result_.parts.emplace_back();
      result_.parts.back().weight = weight;
    }
    return std::move(result_);
  }

 private:
  void add_slash() {
    result_.trace.push_back({false, "/"});
    if (part_.is_final) {
      append_literal("/");
    } else {
      end_part();
    }
  }

  void add_literal(std::string_view text) {
    PartWeight& weight = part_.weight;
    weight.lengths.emplace_back(static_cast<int>(weight.lengths.size()),
                                -static_cast<int>(base::count_code_points(text)));
    --weight.literals;
    result_.trace.push_back({false, std::string(text)});
    append_literal(text);
  }

  void append_literal(std::string_view text) {
    if (part_.elements.empty() || part_.elements.back().converter) part_.elements.emplace_back();
    part_.elements.back().literal += text;
  }

  void add_parameter(const RulePiece& piece) {
    const auto converter = std::make_shared<const Converter>(make_converter(piece));
    part_.is_static = false;
    part_.is_final = part_.is_final || !converter->part_isolating;
    --part_.weight.parameters;
    part_.weight.converters.push_back(converter->weight);
    part_.elements.push_back({"", converter, std::string(piece.whole)});
    result_.parameters.push_back({std::string(piece.text), converter});
    result_.trace.push_back({true, std::string(piece.text)});
  }

  Converter make_converter(const RulePiece& piece) {
    const std::string_view name = piece.converter.empty() ? "default" : piece.converter;
    const auto found = converters_.find(name);
    if (found == converters_.end()) refuse_converter(piece);
    try {
      return found->second(ConverterArguments(piece.arguments));
    } catch (const ArgumentError& error) {
      throw RuleError(text_, piece.arguments_offset + error.offset(), error.what());
    } catch (const base::Error& error) {
      throw RuleError(text_, piece.offset,
                      "converter \"" + std::string(name) + "\": " + error.what());
    }
  }

  [[noreturn]] void refuse_converter(const RulePiece& piece) {
    std::vector<std::string> known;
    std::string list;
    for (const auto& [name, factory] : converters_) {
      known.push_back(name);
      list.append(list.empty() ? "" : ", ").append(name);
    }
    throw RuleError(text_, piece.offset + 1,
                    "there is no converter \"" + std::string(piece.converter) + "\"." +
                        base::did_you_mean(piece.converter, known) + " There are " + list);
  }

  void end_part() {
    if (part_.is_static) {
      part_.content = part_.elements.empty() ? "" : part_.elements.front().literal;
      part_.elements.clear();
    } else {
      part_.content = expression_of(part_.elements);
    }
    result_.parts.push_back(std::move(part_));
    part_ = {};
  }

  std::string_view text_;
  const Converters& converters_;
  RulePart part_;
  RuleParts result_;
};

template <class T>
void append_all(std::vector<T>& to, std::vector<T>&& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

RuleError::RuleError(std::string_view text, std::size_t offset, std::string_view problem)
    : base::Error(located(text, offset, problem)), column_(column_at(text, offset)) {}

std::vector<RulePiece> parse_rule_text(std::string_view text, bool merge_slashes) {
  return Parser(text, merge_slashes).pieces();
}

bool RulePart::is_same_as(const RulePart& other) const {
  return is_static == other.is_static && is_final == other.is_final &&
         may_end_in_slash == other.may_end_in_slash && content == other.content &&
         weight == other.weight;
}

RuleParts take_apart(std::string_view text, bool merge_slashes, const Converters& converters) {
  PartMaker maker(text, converters);
  for (const RulePiece& piece : parse_rule_text(text, merge_slashes)) maker.add(piece);
  return maker.finish();
}

// Makes a rule from its options: each function fills in some of its members.
class RuleMaker {
 public:
  RuleMaker(Rule& rule, const MapOptions& map, const Converters& converters)
      : rule_(rule), options_(rule.options_), map_(map), converters_(converters) {}

  void make(MethodNames& methods) {
    if (!options_.rule.starts_with('/')) throw RuleError(options_.rule, 0, "a rule begins with /");
    if (!options_.strict_slashes) options_.strict_slashes = map_.strict_slashes;
    if (!options_.merge_slashes) options_.merge_slashes = map_.merge_slashes;
    if (!options_.subdomain) options_.subdomain = map_.default_subdomain;
    make_methods(methods);
    make_host();
    make_path();
    make_arguments();
    make_operations();
    check_redirect();
  }

 private:
  void make_methods(MethodNames& methods) {
    if (!options_.methods) return;
    try {
      for (const std::string& name : *options_.methods) rule_.given_methods_ |= methods.add(name);
      rule_.methods_ = rule_.given_methods_;
      if ((rule_.methods_ & methods.find("GET")) != 0) rule_.methods_ |= methods.add("HEAD");
    } catch (const base::Error& error) {
      refuse(error.what());
    }
    const MethodSet of_websocket =
        methods.find("GET") | methods.find("HEAD") | methods.find("OPTIONS");
    if (options_.websocket && (rule_.methods_ & ~of_websocket) != 0) {
      refuse("a WebSocket rule takes GET, HEAD and OPTIONS only");
    }
  }

  void make_host() {
    const std::string& host = map_.host_matching ? options_.host : *options_.subdomain;
    RuleParts taken = take_apart(host, false, converters_);
    const bool has_slash = taken.parts.size() != 1 || taken.parts.front().is_final;
    if (has_slash) {
      refuse("its host \"" + host + "\" has a slash, or a parameter that may hold one");
    }
    append_all(rule_.parts_, std::move(taken.parts));
    rule_.parameters_ = std::move(taken.parameters);
    rule_.host_trace_ = std::move(taken.trace);
  }

  void make_path() {
    RuleParts taken = take_apart(options_.rule, *options_.merge_slashes, converters_);
    append_all(rule_.parts_, std::move(taken.parts));
    append_all(rule_.parameters_, std::move(taken.parameters));
    rule_.path_trace_ = std::move(taken.trace);
  }

  void make_arguments() {
    std::vector<std::string>& arguments = rule_.arguments_;
    for (const RuleParameter& parameter : rule_.parameters_) arguments.push_back(parameter.name);
    std::sort(arguments.begin(), arguments.end());
    const auto twice = std::adjacent_find(arguments.begin(), arguments.end());
    if (twice != arguments.end()) refuse("it names the parameter \"" + *twice + "\" twice");
    for (const NamedValue& value : options_.defaults) {
      arguments.push_back(value.name);
      rule_.default_texts_.push_back(value.value.str());
    }
    std::sort(arguments.begin(), arguments.end());
    arguments.erase(std::unique(arguments.begin(), arguments.end()), arguments.end());
  }

  void make_operations() {
    const std::vector<TracePiece>& host = rule_.host_trace_;
    const auto of_host = std::count_if(host.begin(), host.end(),
                                       [](const TracePiece& piece) { return piece.is_parameter; });
    rule_.host_operations_ = operations_of(host, 0);
    rule_.path_operations_ = operations_of(rule_.path_trace_, static_cast<std::size_t>(of_host));
  }

  void check_redirect() const {
    if (!options_.redirect_to) return;
    for (const RulePiece& piece : parse_rule_text(*options_.redirect_to, false)) {
      if (piece.kind != RulePiece::Kind::parameter) continue;
      if (rule_.find_parameter(piece.text) == nullptr || !piece.converter.empty()) {
        refuse("redirect_to \"" + *options_.redirect_to + "\" names \"" + std::string(piece.text) +
               "\", which is not a parameter of the rule; write <name>");
      }
    }
  }

  // `first` is the number of the first parameter in the trace.
  std::vector<Rule::Operation> operations_of(const std::vector<TracePiece>& trace,
                                             std::size_t first) const {
    std::vector<Rule::Operation> operations;
    const auto append = [&operations](std::string_view text) {
      if (operations.empty() || operations.back().parameter) operations.push_back({nullptr, ""});
      operations.back().text += text;
    };
    for (const TracePiece& piece : trace) {
      if (!piece.is_parameter) {
        append(http::quoted_path(piece.text));
        continue;
      }
      const RuleParameter& parameter = rule_.parameters_[first++];
      if (const Value* fixed = rule_.find_default(piece.text)) {
        append(text_of_default(parameter, *fixed));
      } else {
        operations.push_back({&parameter, ""});
      }
    }
    return operations;
  }

  std::string text_of_default(const RuleParameter& parameter, const Value& value) const {
    try {
      return to_url(*parameter.converter, value);
    } catch (const base::Error& error) {
      refuse("the default of \"" + parameter.name + "\": " + error.what());
    }
  }

  [[noreturn]] void refuse(const std::string& problem) const {
    throw base::Error("Rule \"" + options_.rule + "\": " + problem);
  }

  Rule& rule_;
  RuleOptions& options_;
  const MapOptions& map_;
  const Converters& converters_;
};

Rule::Rule(RuleOptions options, const MapOptions& map, const Converters& converters,
           MethodNames& methods)
    : options_(std::move(options)) {
  RuleMaker(*this, map, converters).make(methods);
}

const RuleParameter* Rule::find_parameter(std::string_view name) const noexcept {
  const auto found =
      std::find_if(parameters_.begin(), parameters_.end(),
                   [name](const RuleParameter& parameter) { return parameter.name == name; });
  return found == parameters_.end() ? nullptr : &*found;
}

const Value* Rule::find_default(std::string_view name) const noexcept {
  for (const NamedValue& value : defaults()) {
    if (value.name == name) return &value.value;
  }
  return nullptr;
}

bool Rule::is_written_as(const Rule& other) const noexcept {
  return host_trace_ == other.host_trace_ && path_trace_ == other.path_trace_;
}

}  // namespace carboy::core::routing
