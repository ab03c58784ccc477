#include "core/base/password.h"

#include <gmock/gmock.h>

#include <string>

#include "core/base/error.h"

namespace carboy::core::base {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

// Made by Werkzeug 3.1.
constexpr std::string_view kScrypt =
    "scrypt:1024:8:1$Zk9dPq3L$"
    "734f7eb32cdb755eb0d565cf48969942d53c6a96c3c2ec4f8a71271ab3e86a25"
    "d8ef763288c48233fc977c6fe7730f9ec7b407761ef94e32d52ed3b0c106756b";
constexpr std::string_view kPbkdf2 =
    "pbkdf2:sha256:5$w1gj$4e65ba75ab9ae5134ecdee2553ce030ed55d741200ef3a7b050a40256ad1f8db";

TEST(Password, ChecksHashesThatWerkzeugMade) {
  EXPECT_TRUE(check_password_hash(kScrypt, "pässword"));
  EXPECT_FALSE(check_password_hash(kScrypt, "password"));
  EXPECT_TRUE(check_password_hash(kPbkdf2, ""));
  EXPECT_FALSE(check_password_hash(kPbkdf2, "x"));
}

TEST(Password, ChecksHashesThatItMade) {
  for (const char* method : {"scrypt:64:8:1", "pbkdf2:sha256:3", "pbkdf2:sha3_256:2"}) {
    const std::string hash = generate_password_hash("secret", method);
    EXPECT_TRUE(hash.starts_with(method)) << hash;
    EXPECT_TRUE(check_password_hash(hash, "secret")) << hash;
    EXPECT_FALSE(check_password_hash(hash, "Secret")) << hash;
  }
}

TEST(Password, TakesScryptWithAFreshSaltByDefault) {
  const std::string hash = generate_password_hash("secret"),
                    other = generate_password_hash("secret");
  EXPECT_THAT(hash, MatchesRegex("scrypt:32768:8:1[$][A-Za-z0-9]{16}[$][0-9a-f]{128}"));
  EXPECT_NE(hash, other);
}

TEST(Password, AMalformedHashMatchesNothing) {
  for (const char* hash :
       {"", "$", "$$", "plain", "plain$salt$", "a$b", "scrypt$x", "scrypt:1:8:1$s$",
        "scrypt:0:8:1$s$", "scrypt:x:8:1$s$", "scrypt:1024:8$s$00", "scrypt:1024:8:1:1$s$00",
        "scrypt:1073741824:8:1$s$00", "scrypt:99999999999999999999:8:1$s$00", "pbkdf2:none:1$s$00",
        "pbkdf2:sha256:0$s$00", "pbkdf2:sha256:-1$s$00", "pbkdf2:sha256:99999999999$s$00"}) {
    EXPECT_FALSE(check_password_hash(hash, "")) << hash;
  }
}

TEST(Password, AnUnknownMethodNamesTheKnownOnes) {
  for (const char* method : {"", "md5", "scrypt:1073741824:8:1", "pbkdf2:sha256:1:1"}) {
    try {
      generate_password_hash("x", method);
      ADD_FAILURE() << method;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr("Write scrypt, scrypt:32768:8:1")) << method;
    }
  }
  EXPECT_THROW(generate_password_hash("x", "pbkdf2:sha256:1", 0), Error);
}

}  // namespace
}  // namespace carboy::core::base
