#include "core/abi/request_texts.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "core/http/pairs.h"

namespace carboy::core::abi {
namespace {

TEST(RequestTexts, PairsCrossInOrderAndAreMadeOnce) {
  http::PairList list;
  list.add("a", "1");
  list.add("b", "");
  list.add("a", "2");
  CrossingPairs made;
  const carboy::abi::Pairs pairs = crossing(made, list);
  ASSERT_EQ(pairs.count, 3U);
  EXPECT_EQ(std::string_view(pairs.items[0].name), "a");
  EXPECT_EQ(std::string_view(pairs.items[2].value), "2");
  EXPECT_NE(pairs.items[1].value.data, nullptr) << "an empty value is present";
  EXPECT_EQ(crossing(made, list).items, pairs.items);
}

TEST(RequestTexts, AFileGivesASafeNameAndItsBytes) {
  http::PairList headers;
  headers.add("Content-Type", "text/plain");
  http::SpilledBytes bytes(100, nullptr);
  ASSERT_EQ(bytes.write("hello"), 0);
  ASSERT_EQ(bytes.finish(), 0);
  const http::UploadedFile file("photo", "../../etc/pass wd", std::move(headers), std::move(bytes));
  FileAdapter adapter(file);
  EXPECT_EQ(std::string_view(adapter.field()), "photo");
  EXPECT_EQ(std::string_view(adapter.file_name()), "../../etc/pass wd");
  EXPECT_EQ(std::string_view(adapter.safe_file_name()), "etc_pass_wd");
  EXPECT_EQ(adapter.headers().count, 1U);
  EXPECT_EQ(adapter.size(), 5U);
  std::array<char, 3> piece{};
  std::size_t got = 0;
  EXPECT_EQ(adapter.read(3, piece.data(), piece.size(), &got), Status::ok);
  EXPECT_EQ(std::string_view(piece.data(), got), "lo");
}

TEST(RequestTexts, AFileWithoutAFieldOrTypeHasAbsentTexts) {
  const http::UploadedFile file(std::nullopt, "", {}, http::SpilledBytes(100, nullptr));
  FileAdapter adapter(file);
  EXPECT_EQ(adapter.field().data, nullptr);
  EXPECT_EQ(adapter.content_type().data, nullptr);
  EXPECT_EQ(adapter.save("/nonexistent/folder/file", false), Status::failed);
}

}  // namespace
}  // namespace carboy::core::abi
