#include "core/extensions/package/signature.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/base/testing/temporary_folder.h"
#include "core/elf/fixtures/fake_extension.h"
#include "core/extensions/package/inspect.h"

namespace carboy::core::extensions {
namespace {

using base::PrivateKey;
using testing::HasSubstr;

std::string small_extension() {
  return elf::fixtures::FakeExtension{.manifest =
                                          R"({"name": "shop", "version": "1.0.0", "sdk": "*"})"}
      .bytes();
}

class Signing : public testing::Test {
 protected:
  std::string word(std::string_view file) const {
    return std::string(read_signature(file).word(trusted_));
  }

  const PrivateKey key_ = PrivateKey::make();
  const TrustedKeys trusted_{PrivateKey::make().public_key(), key_.public_key()};
  const std::string plain_ = small_extension();
  const std::string signed_ = signed_file(plain_, key_);
};

TEST_F(Signing, AFileIsSignedByAKeyOrByAnother) {
  EXPECT_EQ(word(plain_), "unsigned");
  EXPECT_EQ(signed_.size(), plain_.size() + kTrailerSize);
  EXPECT_TRUE(signed_.starts_with(plain_));
  EXPECT_EQ(word(signed_), "signed");
  EXPECT_EQ(read_signature(signed_).key, key_.public_key());
  EXPECT_EQ(word(signed_file(plain_, PrivateKey::make())), "unknown key");
  EXPECT_EQ(read_signature(signed_).word({}), "unknown key");
}

TEST_F(Signing, NoByteMayChange) {
  for (std::size_t i = 0; i < signed_.size(); ++i) {
    for (const int bit : {1, 0x80}) {
      std::string changed = signed_;
      changed[i] = static_cast<char>(changed[i] ^ bit);
      ASSERT_FALSE(read_signature(changed).is_trusted(trusted_)) << "byte " << i;
    }
  }
  std::string changed = signed_;
  changed[100] = static_cast<char>(changed[100] ^ 1);
  EXPECT_EQ(word(changed), "changed");
  changed = signed_;
  changed.back() = '\1';  // the size
  EXPECT_EQ(word(changed), "changed");
  EXPECT_FALSE(read_signature(changed).key);
}

TEST_F(Signing, APartOfAFileIsNotSigned) {
  for (std::size_t size = 0; size < signed_.size(); ++size) {
    const std::string part = signed_.substr(0, size);
    ASSERT_FALSE(read_signature(part).is_trusted(trusted_)) << size;
    ASSERT_FALSE(read_signature(signed_.substr(signed_.size() - size)).is_trusted(trusted_));
  }
  EXPECT_EQ(word(signed_ + "x"), "unsigned");
  EXPECT_EQ(word(signed_.substr(plain_.size())), "changed");
}

TEST_F(Signing, AFileHasOneSignature) {
  const std::string trailer = signed_.substr(plain_.size());
  EXPECT_EQ(word(signed_ + trailer), "changed");
  // Also if the second one matches everything before it.
  std::string second = signed_file(signed_ + "x", key_);
  EXPECT_EQ(word(second), "signed");
  const std::string text = signed_text(signed_);
  std::string twice = signed_ + trailer;
  twice.replace(twice.size() - 68, base::kSignatureSize, key_.sign(text));
  EXPECT_EQ(word(twice), "changed");
  EXPECT_EQ(without_signature(twice), plain_);
}

TEST_F(Signing, SigningAgainReplacesTheSignature) {
  const PrivateKey other = PrivateKey::make();
  const std::string again = signed_file(signed_, other);
  EXPECT_EQ(again, signed_file(plain_, other));
  EXPECT_EQ(word(again), "unknown key");
  EXPECT_EQ(signed_file(again, key_), signed_);
}

TEST_F(Signing, ATrailerOfALaterVersionIsRecognized) {
  std::string later = signed_;
  later[plain_.size() + 16] = 2;
  EXPECT_EQ(word(later), "changed");
  later.insert(later.size() - 4, 16, '\7');
  later[later.size() - 4] = static_cast<char>(kTrailerSize + 16);
  EXPECT_EQ(word(later), "changed");
  EXPECT_THAT(read_signature(later).text(trusted_), HasSubstr("a later version of Carboy"));
  EXPECT_EQ(without_signature(later), plain_);
}

TEST_F(Signing, AnotherContextIsAnotherSignature) {
  std::string forged = signed_;
  forged.replace(forged.size() - 68, base::kSignatureSize,
                 key_.sign("carboy catalogue 1\n" + signed_text(plain_).substr(19)));
  EXPECT_EQ(word(forged), "changed");
}

TEST_F(Signing, InspectTellsIt) {
  const base::TemporaryFolder folder;
  const auto file =
      ExtensionFile::open(folder.write("shop.so", signed_), "shop.so", elf::Sanitizers{});
  const std::string key = key_.public_key().text();
  EXPECT_EQ(inspect_json(file, trusted_)["signature"],
            (OrderedJson{{"state", "signed"}, {"key", key}}));
  EXPECT_EQ(inspect_json(file)["signature"], (OrderedJson{{"state", "unknown key"}, {"key", key}}));
  EXPECT_THAT(inspect_text(file, trusted_), HasSubstr("signature  signed by " + key + "\n"));
  EXPECT_THAT(inspect_text(file),
              HasSubstr("signature  unknown key: signed by " + key + ", not one of [host] keys\n"));
  std::string changed = signed_;
  changed.back() = '\1';
  EXPECT_EQ(read_signature(changed).json(trusted_), (OrderedJson{{"state", "changed"}}));
}

}  // namespace
}  // namespace carboy::core::extensions
