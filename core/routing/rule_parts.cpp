#include "core/routing/rule_parts.h"

#include "core/base/suggest.h"
#include "core/base/utf8.h"
#include "core/routing/rule_text.h"

namespace carboy::core::routing {
namespace {

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

}  // namespace

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

}  // namespace carboy::core::routing
