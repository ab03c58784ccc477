// Sends every case of the table whole, byte by byte, and split in two at every place: the outcome
// is the same, and the server survives.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "seeds.h"
#include "site.h"
#include "wire_case.h"

namespace carboy::http_test {
namespace {

using core::server::testing::RawClient;
using core::server::testing::RawResponse;
using testing::HasSubstr;
using testing::Not;

constexpr std::size_t kMostSplits = 300;  // of one case

Site& site() {
  static Site one;
  return one;
}

void expect_well_formed(const RawResponse& response) {
  EXPECT_TRUE(response.complete);
  EXPECT_TRUE(response.has("\r\nDate: "));
  EXPECT_FALSE(response.has("Content-Length: ") && response.has("Transfer-Encoding: "));
  EXPECT_EQ(response.head.find('\0'), std::string::npos);
  for (std::size_t at = 1; at + 1 < response.head.size(); ++at) {
    EXPECT_EQ(response.head[at] == '\r', response.head[at + 1] == '\n') << response.head;
  }
}

void expect_answer(RawClient& client, const Expected& expected) {
  const RawResponse response = client.read_response(expected.to_head);
  const std::string all = response.head + response.body;
  ASSERT_EQ(response.status, expected.status) << all;
  expect_well_formed(response);
  for (const std::string& text : expected.has) EXPECT_THAT(all, HasSubstr(text));
  for (const std::string& text : expected.head_lacks) {
    EXPECT_THAT(response.head, Not(HasSubstr(text)));
  }
  for (const std::string& text : expected.body_lacks) {
    EXPECT_THAT(response.body, Not(HasSubstr(text)));
  }
}

// Expects what the server answers to the bytes of a case.
void expect_outcome(RawClient& client, const WireCase& wire) {
  for (const Expected& answer : wire.answers) {
    expect_answer(client, answer);
    if (testing::Test::HasFailure()) return;
  }
  if (wire.after == After::closes) {
    EXPECT_TRUE(client.at_end()) << "the connection stays open";
  } else {
    EXPECT_EQ(client.get("/hello").body, "hello") << "the connection accepts no further request";
  }
}

class Wire : public testing::TestWithParam<WireCase> {};

TEST_P(Wire, HasItsOutcome) {
  RawClient client = site().connect();
  client.send(GetParam().bytes);
  expect_outcome(client, GetParam());
  EXPECT_TRUE(site().lives());
}

TEST_P(Wire, HasItByteByByte) {
  RawClient client = site().connect();
  client.send_by_byte(GetParam().bytes);
  expect_outcome(client, GetParam());
  EXPECT_TRUE(site().lives());
}

TEST_P(Wire, HasItSplitAnywhere) {
  const std::string_view bytes = GetParam().bytes;
  const std::size_t step = 1 + bytes.size() / kMostSplits;
  for (std::size_t at = 1; at < bytes.size() && !HasFailure(); at += step) {
    SCOPED_TRACE("split at " + std::to_string(at));
    RawClient client = site().connect();
    client.send(bytes.substr(0, at));
    client.send(bytes.substr(at));
    expect_outcome(client, GetParam());
  }
  EXPECT_TRUE(site().lives());
}

class RejectedWire : public testing::TestWithParam<WireCase> {};

// Sends no more than the bytes that decide, and leaves the connection open.
TEST_P(RejectedWire, IsAnsweredWithoutWaitingForMoreBytes) {
  const WireCase& wire = GetParam();
  const std::size_t at = wire.bytes.find(wire.fatal);
  ASSERT_NE(at, std::string::npos);
  RawClient client = site().connect();
  client.send(std::string_view(wire.bytes).substr(0, at + wire.fatal.size()));
  expect_outcome(client, wire);
}

std::string name_of(const testing::TestParamInfo<WireCase>& info) { return info.param.name; }
INSTANTIATE_TEST_SUITE_P(Table, Wire, testing::ValuesIn(all_cases()), name_of);

std::vector<WireCase> cases_with_a_fatal_prefix() {
  std::vector<WireCase> cases = all_cases();
  std::erase_if(cases, [](const WireCase& wire) { return wire.fatal.empty(); });
  return cases;
}
INSTANTIATE_TEST_SUITE_P(Table, RejectedWire, testing::ValuesIn(cases_with_a_fatal_prefix()),
                         name_of);

TEST(WireTable, EveryCaseIsASeedOfTheFuzzTargets) {
  for (const Seed& seed : all_seeds()) {
    const auto file = std::filesystem::path(CARBOY_FUZZ_CORPUS) / seed.target / seed.name;
    std::ifstream in(file, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});
    EXPECT_EQ(bytes, seed.bytes) << file << ": http-seeds writes it again";
  }
}

TEST(WireTable, NamesEveryCaseOnce) {
  std::set<std::string> names;
  for (const WireCase& wire : all_cases()) EXPECT_TRUE(names.insert(wire.name).second) << wire.name;
  EXPECT_GT(names.size(), 200u);
}

}  // namespace
}  // namespace carboy::http_test
