#include "core/extensions/resolve/lock.h"

#include <gmock/gmock.h>

#include "core/base/error.h"

namespace carboy::core::extensions {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string kDigest(64, 'a');
const std::string kOther(64, 'b');

std::string lock_refusal(std::string_view text) {
  try {
    parse_lock(text);
  } catch (const base::Error& error) {
    return error.what();
  }
  return "";
}

std::vector<std::string> words_of(const Lock& lock, const Lock& present) {
  std::vector<std::string> words;
  for (const Compared& row : compare(lock, present)) {
    words.push_back(std::string(name_of(row.difference)) + " " + row.title());
  }
  return words;
}

TEST(Lock, IsReadAsItWasWrittenAndHasAnOrderOfItsOwn) {
  const Lock lock{{"a", "1.0.0", kDigest, "1.0.0"}, {"b", "2.1.0-rc.1", kOther, "1.2.0"}};
  EXPECT_EQ(parse_lock(lock_text(lock)), lock);
  EXPECT_EQ(lock_text({lock[1], lock[0]}), lock_text(lock));
  EXPECT_EQ(parse_lock(lock_text({})), Lock{});
}

TEST(Lock, ComparesEachExtension) {
  const Lock lock{{"gone", "1.0.0", kDigest, "1.0.0"},
                  {"kept", "1.0.0", kDigest, "1.0.0"},
                  {"touched", "1.0.0", kDigest, "1.0.0"},
                  {"up", "1.0.0", kDigest, "1.0.0"}};
  const Lock present{{"fresh", "0.1.0", kDigest, "1.0.0"},
                     {"kept", "1.0.0", kDigest, "1.0.0"},
                     {"touched", "1.0.0", kOther, "1.0.0"},
                     {"up", "1.1.0", kOther, "1.0.0"}};
  EXPECT_EQ(
      words_of(lock, present),
      (std::vector<std::string>{"added fresh 0.1.0", "removed gone 1.0.0", "locked kept 1.0.0",
                                "modified touched 1.0.0", "upgraded up 1.0.0 -> 1.1.0"}));
}

TEST(Lock, ReportSaysWhatToDo) {
  const Lock lock{{"a", "1.0.0", kDigest, "1.0.0"}};
  EXPECT_EQ(lock_report(compare(lock, lock)), "");
  const std::string report = lock_report(compare(lock, {{"a", "1.0.0", kOther, "1.0.0"}}));
  EXPECT_THAT(report, StartsWith("carboy.lock and what is here differ in 1 extension."));
  EXPECT_THAT(report, HasSubstr("\n  modified   a 1.0.0\n"));
  EXPECT_THAT(report, HasSubstr("`carboy ext rollback`"));
}

TEST(Lock, AMistakeIsRefusedWithItsLine) {
  EXPECT_THAT(lock_refusal("format = 1\n[[extension]\n"), StartsWith("carboy.lock:2:"));
  EXPECT_THAT(lock_refusal(""), HasSubstr("its format is not supported by this version of carboy"));
  EXPECT_THAT(lock_refusal("format = 2"), StartsWith("carboy.lock:1:10: its format is"));
  EXPECT_THAT(lock_refusal("format = 1\nextension = 3"), HasSubstr("extension must be a list"));
  EXPECT_THAT(lock_refusal("format = 1\nextension = [3]"),
              HasSubstr("an extension must be a table"));
  EXPECT_THAT(lock_refusal("format = 1\n[[extension]]\nname = \"a\""),
              HasSubstr("version is missing"));
  const std::string entry = "[[extension]]\nname = \"a\"\nversion = \"1.0.0\"\nsdk = \"1.0.0\"\n";
  EXPECT_THAT(lock_refusal("format = 1\n" + entry + "sha256 = \"abc\"\n"),
              HasSubstr("64 hexadecimal digits"));
  const std::string whole = entry + "sha256 = \"" + kDigest + "\"\n";
  EXPECT_EQ(lock_refusal("format = 1\n" + whole), "");
  EXPECT_THAT(lock_refusal("format = 1\n" + whole + whole), HasSubstr("a is listed twice"));
}

}  // namespace
}  // namespace carboy::core::extensions
