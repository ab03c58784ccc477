#include "core/extensions/package/version.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/error.h"

namespace carboy::core::extensions {
namespace {

using testing::HasSubstr;

std::string refusal_of_version(const std::string& text) {
  try {
    Version::parse(text);
  } catch (const base::Error& error) {
    return error.what();
  }
  return "";
}

std::string refusal_of_range(const std::string& text) {
  try {
    VersionRange::parse(text);
  } catch (const base::Error& error) {
    return error.what();
  }
  return "";
}

// The lists of valid and invalid versions follow the regular expression of semver.org.
TEST(Version, ReadsWhatSemverAllows) {
  for (const char* text :
       {"0.0.4", "1.2.3", "10.20.30", "1.1.2-prerelease+meta", "1.1.2+meta", "1.1.2+meta-valid",
        "1.0.0-alpha", "1.0.0-alpha.beta.1", "1.0.0-alpha0.valid", "1.0.0-0A.is.legal",
        "1.0.0-rc.1+build.123", "2.0.0+build.1848", "1.0.0+0.build.1-rc.10000aaa-kk-0.1",
        "1.2.3----RC-SNAPSHOT.12.9.1--.12+788", "99999999999999999.0.0", "1.0.0-0", "1.0.0+001"}) {
    EXPECT_EQ(Version::parse(text).to_string(), text);
  }
}

TEST(Version, RefusesEverythingElse) {
  for (const char* text : {"",
                           "1",
                           "1.2",
                           "1.2.3.4",
                           "1.2.3-",
                           "1.2.3+",
                           "1.2.3-0123",
                           "1.2.3-0123.0123",
                           "1.1.2+.123",
                           "+invalid",
                           "-1.0.3",
                           "alpha",
                           "1.2.3.DEV",
                           "1.2-SNAPSHOT",
                           "01.1.1",
                           "1.01.1",
                           "1.1.01",
                           "1.2.3-a..b",
                           "1.2.3-.a",
                           "1.2.3-a.",
                           "v1.2.3",
                           " 1.2.3",
                           "1.2.3 ",
                           "1.2.3\n",
                           "1..3",
                           "1.2.",
                           ".2.3",
                           "1.2.x",
                           "1.2.3-\xc3\xa4",
                           "99999999999999999999.0.0",
                           "1.0.0+a+b",
                           "1,2,3"}) {
    EXPECT_THAT(refusal_of_version(text), HasSubstr("is not a version")) << text;
  }
  EXPECT_THAT(refusal_of_version("1.0.0-" + std::string(300, 'a')), HasSubstr("256 characters"));
}

TEST(Version, SaysWhatIsWrong) {
  EXPECT_EQ(refusal_of_version("1.0"),
            "\"1.0\" is not a version: it needs three numbers with dots between them. A version is "
            "MAJOR.MINOR.PATCH, such as 1.0.0 or 1.0.0-rc.1.");
  EXPECT_THAT(refusal_of_version("1.02.3"), HasSubstr("\"02\" has a leading zero"));
  EXPECT_THAT(refusal_of_version("1.2.3\x1b[2J"), HasSubstr("\"1.2.3?[2J\""));
}

// semver.org, 11.4, each smaller than the next.
TEST(Version, OrdersByPrecedence) {
  const char* const ascending[] = {"0.9.9",
                                   "1.0.0--",
                                   "1.0.0-alpha",
                                   "1.0.0-alpha.1",
                                   "1.0.0-alpha.beta",
                                   "1.0.0-beta",
                                   "1.0.0-beta.2",
                                   "1.0.0-beta.11",
                                   "1.0.0-betax",
                                   "1.0.0-rc.1",
                                   "1.0.0",
                                   "1.0.1-99999999999999999998",
                                   "1.0.1-99999999999999999999",
                                   "1.0.1",
                                   "1.10.0",
                                   "4294967296.0.0",
                                   "18446744073709551614.0.0"};
  for (std::size_t i = 0; i < std::size(ascending); ++i) {
    for (std::size_t j = 0; j < std::size(ascending); ++j) {
      const auto order = Version::parse(ascending[i]) <=> Version::parse(ascending[j]);
      EXPECT_EQ(order < 0, i < j) << ascending[i] << " and " << ascending[j];
      EXPECT_EQ(order == 0, i == j) << ascending[i] << " and " << ascending[j];
    }
  }
}

TEST(Version, PutsNumbersBeforeWords) {
  EXPECT_LT(Version::parse("1.0.0-1"), Version::parse("1.0.0--"));
  EXPECT_LT(Version::parse("1.0.0-999"), Version::parse("1.0.0-0a"));
}

TEST(Version, IgnoresTheBuildInItsOrder) {
  EXPECT_EQ(Version::parse("1.0.0+a"), Version::parse("1.0.0+b"));
}

struct Membership {
  const char* range;
  const char* version;
  bool inside;
};

void PrintTo(const Membership& one, std::ostream* out) {
  *out << one.version << (one.inside ? " in " : " not in ") << one.range;
}

class VersionRangeTest : public testing::TestWithParam<Membership> {};

TEST_P(VersionRangeTest, IsAsInNpm) {
  const auto& [range, version, inside] = GetParam();
  EXPECT_EQ(VersionRange::parse(range).contains(Version::parse(version)), inside);
}

INSTANTIATE_TEST_SUITE_P(
    Caret, VersionRangeTest,
    testing::Values(Membership{"^1.2", "1.2.0", true}, Membership{"^1.2", "1.99.99", true},
                    Membership{"^1.2", "1.1.9", false}, Membership{"^1.2", "2.0.0", false},
                    Membership{"^1.2", "2.0.0-beta", false}, Membership{"^1", "1.0.0", true},
                    Membership{"^1.x", "1.7.0", true}, Membership{"^0.2.3", "0.2.9", true},
                    Membership{"^0.2.3", "0.3.0", false}, Membership{"^0.2.3", "0.2.2", false},
                    Membership{"^0.0.3", "0.0.3", true}, Membership{"^0.0.3", "0.0.4", false},
                    Membership{"^0.0", "0.0.9", true}, Membership{"^0.0", "0.1.0", false},
                    Membership{"^0", "0.9.0", true}, Membership{"^0", "1.0.0", false},
                    Membership{"^0.0.0", "0.0.0", true}, Membership{"^0.0.0", "0.0.1", false},
                    Membership{"^0.x", "0.9.0", true}, Membership{"^*", "7.0.0", true},
                    Membership{"^1.2.3-beta.2", "1.2.3-beta.4", true},
                    Membership{"^1.2.3-beta.2", "1.2.3-beta.1", false},
                    Membership{"^1.2.3-beta.2", "1.2.4-beta.4", false},
                    Membership{"^1.2.3-beta.2", "1.2.4", true},
                    Membership{"^1.2.3-beta.2", "2.0.0-beta.4", false},
                    Membership{"^0.0.3-beta", "0.0.3-pre", true}));

INSTANTIATE_TEST_SUITE_P(
    Tilde, VersionRangeTest,
    testing::Values(Membership{"~1.2.3", "1.2.9", true}, Membership{"~1.2.3", "1.2.2", false},
                    Membership{"~1.2.3", "1.3.0", false}, Membership{"~1.2", "1.2.0", true},
                    Membership{"~1.2", "1.3.0", false}, Membership{"~1", "1.9.0", true},
                    Membership{"~1", "2.0.0", false}, Membership{"~1.0.0", "1.3.0", false},
                    Membership{"~0.2.3", "0.2.4", true}, Membership{"~0", "0.9.9", true},
                    Membership{"~1.2.3-beta.2", "1.2.3-beta.4", true},
                    Membership{"~1.2.3-beta.2", "1.2.4-beta.2", false}));

INSTANTIATE_TEST_SUITE_P(
    Comparisons, VersionRangeTest,
    testing::Values(Membership{">=1 <3", "1.0.0", true}, Membership{">=1 <3", "2.9.9", true},
                    Membership{">=1 <3", "3.0.0", false}, Membership{">=1 <3", "0.9.9", false},
                    Membership{">=1 <3", "3.0.0-rc.1", false}, Membership{">1", "1.9.9", false},
                    Membership{">1", "2.0.0", true}, Membership{">1.2", "1.2.9", false},
                    Membership{">1.2", "1.3.0", true}, Membership{">1.2.3", "1.2.4", true},
                    Membership{">1.2.3", "1.2.3", false}, Membership{"<=1", "1.9.9", true},
                    Membership{"<=1", "2.0.0", false}, Membership{"<=1.2", "1.2.9", true},
                    Membership{"<=1.2.3", "1.2.3", true}, Membership{"<1", "0.9.9", true},
                    Membership{"<1", "1.0.0", false}, Membership{"<1.2.3", "1.2.3-rc.1", false},
                    Membership{">=1.2.3-rc.1", "1.2.3-rc.2", true},
                    Membership{">=1.2.3-rc.1", "1.2.4-rc.2", false},
                    Membership{">1.2.3-alpha", "1.2.3-beta", true}));

INSTANTIATE_TEST_SUITE_P(
    Equality, VersionRangeTest,
    testing::Values(Membership{"=1.2.3", "1.2.3", true}, Membership{"=1.2.3", "1.2.4", false},
                    Membership{"1.2.3", "1.2.3+build", true}, Membership{"=1.0", "1.0.5", true},
                    Membership{"1.x", "1.7.0", true}, Membership{"1.x", "2.0.0", false},
                    Membership{"1.2.x", "1.2.9", true}, Membership{"1.2.*", "1.3.0", false},
                    Membership{"1.X.x", "1.3.0", true}, Membership{"*", "0.0.0", true},
                    Membership{"x", "9.9.9", true}, Membership{"*", "1.0.0-rc.1", false},
                    Membership{"=1.2.3-a", "1.2.3-a", true},
                    Membership{"=1.2.3-a", "1.2.3-b", false},
                    Membership{"1.x || 3.x", "3.1.0", true}, Membership{"1.x||3.x", "2.1.0", false},
                    Membership{"1.2.3 || >=2  <3", "2.5.0", true},
                    Membership{"<1 || ^1.0.0-rc.1", "1.0.0-rc.2", true}));

TEST(VersionRange, RefusesWhatItDoesNotUnderstand) {
  for (const char* text : {"",
                           " ",
                           "^",
                           ">=1 <",
                           "||",
                           "1 ||",
                           "|| 1",
                           "1 | 2",
                           "1.x.3",
                           "01.2.3",
                           "1.02",
                           ">= 1",
                           "~>1",
                           "=>1",
                           "==1",
                           "!1",
                           "1.2.3.4",
                           "v1.2.3",
                           "1.2.3 - 2.0.0",
                           "1.2.3+build",
                           " 1",
                           "1 ",
                           "1.2-rc.1",
                           "1.2.3-",
                           "1.2.3-01",
                           "1.2.3-a..b",
                           ">*",
                           "<x",
                           ">=*",
                           "1,2",
                           "latest",
                           "1.2.3\t",
                           "^1.2.3 foo",
                           "1.",
                           ".1",
                           "1..2",
                           "1.2.3-\xff",
                           "99999999999999999999",
                           "1.xx",
                           "1.1x"}) {
    EXPECT_THAT(refusal_of_range(text), HasSubstr("is not a range of versions")) << text;
  }
  EXPECT_THAT(refusal_of_range(std::string(300, '1')), HasSubstr("256 characters"));
}

TEST(VersionRange, SaysWhatIsWrong) {
  EXPECT_EQ(refusal_of_range(">=1 <"),
            "\">=1 <\" is not a range of versions: a version is missing after \"<\".");
  EXPECT_EQ(refusal_of_range("~>1"),
            "\"~>1\" is not a range of versions: there is no operator \"~>\"; the operators are ^ "
            "~ >= <= > "
            "< = ||.");
  EXPECT_EQ(refusal_of_range("1.2.3 - 2.0.0"),
            "\"1.2.3 - 2.0.0\" is not a range of versions: write a span as \">=1.2 <2.4\".");
}

TEST(VersionRange, HasALowestVersion) {
  const auto lowest = [](const char* text) {
    const auto version = VersionRange::parse(text).lowest();
    return version ? version->to_string() : "none";
  };
  EXPECT_EQ(lowest(">=1.2"), "1.2.0");
  EXPECT_EQ(lowest("^0.2.3"), "0.2.3");
  EXPECT_EQ(lowest(">1.2"), "1.3.0");
  EXPECT_EQ(lowest(">1.2.3"), "1.2.4");
  EXPECT_EQ(lowest("2.x || 1.5.x"), "1.5.0");
  EXPECT_EQ(lowest(">=1.2.3-rc.1 <2"), "1.2.3-rc.1");
  EXPECT_EQ(lowest("*"), "none");
  EXPECT_EQ(lowest("<2"), "none");
  EXPECT_EQ(lowest(">=3 <2"), "none");
}

TEST(VersionRange, IsPrintedAsWritten) {
  EXPECT_EQ(VersionRange::parse(">=1  <3").to_string(), ">=1  <3");
  EXPECT_EQ(VersionRange().to_string(), "*");
  EXPECT_TRUE(VersionRange().contains(Version::parse("1.2.3")));
}

}  // namespace
}  // namespace carboy::core::extensions
