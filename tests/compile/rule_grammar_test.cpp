// The C++ API reads rules while an extension is compiled, and the host reads them when it starts.
// The two must agree on every rule.
#include <carboy/detail/rule_check.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/routing/rule.h"

namespace {

using carboy::core::routing::parse_rule_text;
using carboy::core::routing::RuleError;
using carboy::core::routing::RulePiece;
using carboy::detail::judge_rule;
using carboy::detail::ParameterType;
using carboy::detail::RuleMistake;
using carboy::detail::RuleReader;

// Returns "converter:name " for each parameter, or "refused" for an invalid rule.
std::string as_compiled(std::string_view rule) {
  std::string found;
  RuleReader reader(rule);
  while (reader.next()) {
    found.append(reader.converter).append(":").append(reader.name).append(" ");
  }
  return reader.mistake() == RuleMistake::none ? found : "refused";
}

std::string as_started(std::string_view rule) {
  std::string found;
  try {
    for (const RulePiece& piece : parse_rule_text(rule, false)) {
      if (piece.kind != RulePiece::Kind::parameter) continue;
      found.append(piece.converter).append(":").append(piece.text).append(" ");
    }
  } catch (const RuleError&) {
    return "refused";
  }
  return found;
}

TEST(RuleGrammar, AgreesOnRulesThatPeopleWrite) {
  for (const std::string_view rule : {"/",
                                      "/users/<name>",
                                      "/<int:id>/<path:rest>",
                                      "/<any(a, b):page>",
                                      "/<any(\"a>b\"):page>",
                                      "/<any(a:b>):page>",
                                      "/<string(length=2):code>.txt",
                                      "/<a><b>",
                                      "/<a-b>",
                                      "/<1a>",
                                      "/<a_1>",
                                      "/<>",
                                      "/<int:>",
                                      "/<:a>",
                                      "/<a",
                                      "/<a/<b>",
                                      "/<int(:a>",
                                      "/<int():a>",
                                      "/a>b",
                                      "/<a b>",
                                      "/<int (1):a>",
                                      "/<\xc3\xa4>",
                                      "/<a(b)>",
                                      "/<a(b):c",
                                      "/<a(b)c:d>",
                                      "/<a(b):1c>"}) {
    EXPECT_EQ(as_compiled(rule), as_started(rule)) << rule;
  }
}

TEST(RuleGrammar, AgreesOnEverythingShort) {
  constexpr std::string_view kLetters = "/<>:()a1";
  constexpr int kLength = 6;
  std::size_t all = 1;
  for (int i = 0; i < kLength; ++i) all *= kLetters.size();
  for (std::size_t number = 0; number < all; ++number) {
    std::string rule = "/<a";
    std::size_t rest = number;
    for (int i = 0; i < kLength; ++i, rest /= kLetters.size()) rule += kLetters[rest % 8];
    ASSERT_EQ(as_compiled(rule), as_started(rule)) << rule;
  }
}

ParameterType text() {
  ParameterType type;
  type.is_given = type.is_text = true;
  return type;
}
ParameterType integer() {
  ParameterType type;
  type.is_given = type.is_integer = true;
  return type;
}

TEST(RuleCheck, NamesTheFirstMistakeAndTheParameter) {
  const std::array types{text(), integer()};
  const auto judge = [&](std::string_view rule) {
    return judge_rule("", rule, types.data(), types.size());
  };
  EXPECT_EQ(judge("/<name>/<int:id>").mistake, RuleMistake::none);
  EXPECT_EQ(judge("/<name>/<id>").mistake, RuleMistake::no_text);
  EXPECT_EQ(judge("/<name>/<id>").parameter, 1u);
  EXPECT_EQ(judge("/<int:name>/<int:id>").parameter, 0u);
  EXPECT_EQ(judge("/<name>").mistake, RuleMistake::fewer_parameters);
  EXPECT_EQ(judge("/<name>/<int:id>/<more>").mistake, RuleMistake::more_parameters);
  EXPECT_EQ(judge("/<name>/<int:name>").mistake, RuleMistake::name_twice);
  EXPECT_EQ(judge("<name>/<int:id>").mistake, RuleMistake::no_slash);
}

TEST(RuleCheck, TakesOwnTypesFromEveryConverter) {
  ParameterType own;
  own.is_given = own.is_own = true;
  for (const std::string_view rule :
       {"/<x>", "/<int:x>", "/<float:x>", "/<money:x>", "/<uuid:x>"}) {
    EXPECT_EQ(judge_rule("", rule, &own, 1).mistake, RuleMistake::none) << rule;
  }
}

TEST(RuleCheck, KnowsSlipsFromConvertersOfExtensions) {
  const ParameterType type = text();
  for (const std::string_view slip :
       {"itn", "in", "intt", "imt", "flaot", "strng", "pathh", "uid"}) {
    const std::string rule = "/<" + std::string(slip) + ":x>";
    EXPECT_EQ(judge_rule("", rule, &type, 1).mistake, RuleMistake::unknown_converter) << slip;
  }
  for (const std::string_view own : {"money", "slug", "date", "list", "strings2"}) {
    const std::string rule = "/<" + std::string(own) + ":x>";
    EXPECT_EQ(judge_rule("", rule, &type, 1).mistake, RuleMistake::none) << own;
  }
}

TEST(RuleCheck, ReadsThePrefixFirst) {
  const std::array types{integer(), text()};
  EXPECT_EQ(judge_rule("/users/<int:id>", "/<name>", types.data(), 2).mistake, RuleMistake::none);
  EXPECT_EQ(judge_rule("/users/<int:id>", "", types.data(), 1).mistake, RuleMistake::none);
  EXPECT_EQ(judge_rule("/users/<int:id>", "/<id>", types.data(), 2).mistake,
            RuleMistake::name_twice);
  EXPECT_EQ(judge_rule("/users/<int:id", "/<name>", types.data(), 2).mistake,
            RuleMistake::unclosed_parameter);
}

TEST(RuleCheck, RefusesMoreParametersThanItCanCount) {
  std::string rule;
  for (int i = 0; i < 40; ++i) rule += "/<p" + std::to_string(i) + ">";
  const std::vector<ParameterType> types(40, text());
  EXPECT_EQ(judge_rule("", rule, types.data(), types.size()).mistake, RuleMistake::more_parameters);
}

}  // namespace
