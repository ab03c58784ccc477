// The public test suite of JSON Schema (Debian: json-schema-test-suite), for the keywords of the
// subset.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "core/base/testing/temporary_folder.h"
#include "core/extensions/package/schema.h"

namespace carboy::core::extensions {
namespace {

const std::filesystem::path kSuite = "/usr/share/json-schema-test-suite/tests/draft7";

// These differ on purpose: an object with `properties` accepts no others.
const std::set<std::string>& closed_objects() {
  static const std::set<std::string> all{
      "object properties validation: doesn't invalidate other properties",
      "required validation: ignores other properties"};
  return all;
}

struct Tally {
  int agreed = 0;
  int differed_on_purpose = 0;
  int refused_schemas = 0;
};

void run_group(const OrderedJson& group, Tally& tally) {
  std::vector<Mistake> faults;
  const Schema schema = Schema::parse(group["schema"], Schema::Types::optional, faults);
  if (!faults.empty()) {
    ++tally.refused_schemas;
    return;
  }
  for (const OrderedJson& test : group["tests"]) {
    const std::string name =
        group["description"].get<std::string>() + ": " + test["description"].get<std::string>();
    const bool taken = schema.validate(test["data"]).empty();
    if (taken == test["valid"].get<bool>()) {
      ++tally.agreed;
    } else {
      ++tally.differed_on_purpose;
      EXPECT_TRUE(closed_objects().contains(name))
          << name << ": " << group["schema"] << " and " << test["data"];
    }
  }
}

class SchemaSuite : public testing::TestWithParam<const char*> {};

TEST_P(SchemaSuite, AgreesInTheSubset) {
  const std::filesystem::path file = kSuite / (std::string(GetParam()) + ".json");
  if (!std::filesystem::exists(file)) {
    GTEST_SKIP() << "the package json-schema-test-suite is not installed";
  }
  Tally tally;
  for (const OrderedJson& group : OrderedJson::parse(base::read_file(file)))
    run_group(group, tally);
  EXPECT_GT(tally.agreed, 0);
  RecordProperty("agreed", tally.agreed);
  RecordProperty("differed_on_purpose", tally.differed_on_purpose);
  RecordProperty("refused_schemas", tally.refused_schemas);
}

INSTANTIATE_TEST_SUITE_P(Keywords, SchemaSuite,
                         testing::Values("type", "properties", "items", "required", "enum",
                                         "minimum", "maximum", "exclusiveMinimum",
                                         "exclusiveMaximum", "minLength", "maxLength", "minItems",
                                         "maxItems", "pattern"));

}  // namespace
}  // namespace carboy::core::extensions
