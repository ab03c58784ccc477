#include "core/http/option_header.h"

#include <gtest/gtest.h>

#include <string>

#include "core/http/header_text.h"

namespace carboy::core::http {
namespace {

std::string read_options(std::string_view header) {
  const OptionHeader parsed = parse_options_header(header);
  std::string text(parsed.value);
  for (const Pair& pair : parsed.options.all()) {
    text.append("|").append(pair.name).append(">").append(pair.value);
  }
  return text;
}

TEST(OptionHeader, ReadsParameters) {
  EXPECT_EQ(read_options("form-data; name=\"a b\"; FileName=c.txt"),
            "form-data|name>a b|filename>c.txt");
  EXPECT_EQ(read_options(" text/html ;charset=utf-8"), "text/html|charset>utf-8");
  EXPECT_EQ(read_options("v;;  ; a=b ; "), "v|a>b");
  EXPECT_EQ(read_options("v; a=1; a=2; b=3"), "v|a>2|b>3");
  EXPECT_EQ(read_options(""), "");
  EXPECT_EQ(read_options("; a=b"), "");
}

TEST(OptionHeader, SkipsWhatIsNotWellFormed) {
  EXPECT_EQ(read_options("v; =b; a; b =c; d=; e=\"x"), "v");
  EXPECT_EQ(read_options("v; a=\"x; b=y"), "v|b>y");
  EXPECT_EQ(read_options("v; \"a\"=b; c=d e"), "v|c>d");
}

TEST(OptionHeader, ResolvesQuotes) {
  EXPECT_EQ(read_options(R"(v; a="b\"c%22\\d")"), R"(v|a>b"c"\d)");
  EXPECT_EQ(read_options(R"(v; a="C:\dir\x"; b="\\\\srv")"), R"(v|a>C:\dir\x|b>\\srv)");
  EXPECT_EQ(read_options("v; a=\"';'\"; b=\"é\""), "v|a>';'|b>é");
}

TEST(OptionHeader, DecodesCharsetsAndContinuations) {
  EXPECT_EQ(read_options("v; a*=UTF-8''%C2%B5"), "v|a>µ");
  EXPECT_EQ(read_options("v; a*=iso-8859-1'en'%B5"), "v|a>µ");
  EXPECT_EQ(read_options("v; a*=ascii''%B5"), "v|a>\uFFFD");
  EXPECT_EQ(read_options("v; a*=koi8-r''%B5"), "v|a>%B5");
  EXPECT_EQ(read_options("v; a*=UTF-8''%C3"), "v|a>\uFFFD");
  EXPECT_EQ(read_options("v; a*0*=UTF-8''b; a*1=c; a*2*=%C2%B5"), "v|a>bcµ");
  EXPECT_EQ(read_options("v; a*=b; *=c; *0=d"), "v|a>b|>cd");
}

TEST(OptionHeader, ReadsManyParametersWithoutDelay) {
  std::string header = "v";
  for (int i = 0; i < 20'000; ++i) header += "; a*" + std::to_string(i) + "=x";
  EXPECT_EQ(parse_options_header(header).options.first("a"), std::string(128, 'x'));
  EXPECT_EQ(read_options("v" + std::string(50'000, ';')), "v");
}

TEST(OptionHeader, WritesParameters) {
  const Pair options[] = {{"filename", "a \"b\"\\"},
                          {"none", {}},
                          {"empty", ""},
                          {"filename*", "UTF-8''%C3%A9"},
                          {"token", "x-1"}};
  EXPECT_EQ(dump_options_header("attachment", options),
            R"(attachment; filename="a \"b\"\\"; empty=""; filename*=UTF-8''%C3%A9; token=x-1)");
}

TEST(ListItems, SplitsAtCommasOutsideOfQuotes) {
  const auto items = [](std::string_view list) {
    std::string text;
    ListItems reader(list);
    for (std::string_view item; reader.next(item);) text.append(item).append("|");
    return text;
  };
  EXPECT_EQ(items("a, \"b, c\" ,,d e, "), "a|\"b, c\"|d e|");
  EXPECT_EQ(items("a, \"b\\\", c\"d"), "a|\"b\\\", c\"d|");
  EXPECT_EQ(items("a, \"b"), "") << "an unclosed quote spoils the list";
  EXPECT_EQ(items(""), "");
}

TEST(DictHeader, ReadsPairs) {
  const PairList pairs = parse_dict_header("a=b, c=\"d, e\", f, a=g, h*=UTF-8''%C3%A9, =x");
  ASSERT_EQ(pairs.size(), 4U);
  EXPECT_EQ(pairs.first("a"), "g");
  EXPECT_EQ(pairs.first("c"), "d, e");
  EXPECT_TRUE(is_absent(pairs.all()[2].value));
  EXPECT_EQ(pairs.first("h"), "é");
}

}  // namespace
}  // namespace carboy::core::http
