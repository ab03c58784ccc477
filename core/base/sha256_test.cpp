#include "core/base/sha256.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace carboy::core::base {
namespace {

// The examples of FIPS 180-2, appendix B.
TEST(Sha256, GivesThePublishedDigests) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, IsTheSameForEverySplit) {
  const std::string text = "a text that comes in pieces\0with a zero byte";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    Sha256 hash;
    hash.add(std::string_view(text).substr(0, cut));
    hash.add(std::as_bytes(std::span(text)).subspan(cut));
    EXPECT_EQ(hash.finish_hex(), sha256_hex(text));
  }
}

TEST(Sha256, StartsAnewAfterFinishing) {
  Sha256 hash;
  hash.add("first");
  hash.finish_hex();
  hash.add("abc");
  EXPECT_EQ(hash.finish_hex(), sha256_hex("abc"));
}

TEST(Sha256, WorksOnManyThreadsAtOnce) {
  std::vector<std::string> digests(8);
  {
    std::vector<std::jthread> threads;
    for (std::string& digest : digests) {
      threads.emplace_back([&digest] { digest = sha256_hex("abc"); });
    }
  }
  for (const std::string& digest : digests) EXPECT_EQ(digest, sha256_hex("abc"));
}

}  // namespace
}  // namespace carboy::core::base
