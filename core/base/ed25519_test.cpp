#include "core/base/ed25519.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/error.h"

namespace carboy::core::base {
namespace {

using testing::HasSubstr;

// Test 2 of RFC 8032, section 7.1: the text is one byte.
constexpr const char* kPem =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n"
    "-----END PRIVATE KEY-----\n";

TEST(Ed25519, TextsOfKeysAreReadStrictly) {
  const std::string text = PrivateKey::make().public_key().text();
  ASSERT_EQ(text.size(), 52U);
  ASSERT_TRUE(PublicKey::parse(text));
  EXPECT_EQ(PublicKey::parse(text)->text(), text);
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(PublicKey::parse(text.substr(0, size))) << size;
  }
  for (const std::string& wrong :
       {text + "=", text + "\n", " " + text, text.substr(8), "ED25519:" + text.substr(8),
        "ed25519:" + std::string(44, '='), "ed25519: " + text.substr(9),
        "ed25519:" + std::string(44, '!')}) {
    EXPECT_FALSE(PublicKey::parse(wrong)) << wrong;
  }
  // The same bytes, but with bits at the end that mean nothing.
  std::string loose = "ed25519:" + std::string(42, 'B') + "A=";
  ASSERT_TRUE(PublicKey::parse(loose));
  loose[50] = 'B';
  EXPECT_FALSE(PublicKey::parse(loose));
}

TEST(Ed25519, KeysWithWhichEverybodyCanSignAreRefused) {
  for (const char* weak : {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                           "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                           "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIA=",
                           "7P///////////////////////////////////////38=",
                           "JuiVj8KyJ7BFw/SJ8u+Y8NXfrAXTxjM5sTgCiG1T/AU=",
                           "xxdqcD1N2E+6PAt2DRBnDyogU/osOczGTsf9d5KsA3o="}) {
    EXPECT_FALSE(PublicKey::parse(std::string("ed25519:") + weak)) << weak;
  }
  // The identity is its own signature of everything, if one lets it be a key.
  const std::string identity = '\1' + std::string(31, '\0');
  EXPECT_FALSE(PublicKey::of_bytes(identity).matches("any", identity + std::string(32, '\0')));
}

TEST(Ed25519, SignsAsTheStandardDoes) {
  const PrivateKey key = PrivateKey::of_pem(kPem);
  EXPECT_EQ(key.public_key().text(), "ed25519:PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=");
  const std::string signature = key.sign("\x72");
  EXPECT_EQ(signature,
            std::string("\x92\xa0\x09\xa9\xf0\xd4\xca\xb8\x72\x0e\x82\x0b\x5f\x64\x25\x40"
                        "\xa2\xb2\x7b\x54\x16\x50\x3f\x8f\xb3\x76\x22\x23\xeb\xdb\x69\xda"
                        "\x08\x5a\xc1\xe4\x3e\x15\x99\x6e\x45\x8f\x36\x13\xd0\xf1\x1d\x8c"
                        "\x38\x7b\x2e\xae\xb4\x30\x2a\xee\xb0\x0d\x29\x16\x12\xbb\x0c\x00",
                        kSignatureSize));
  EXPECT_TRUE(key.public_key().matches("\x72", signature));
}

TEST(Ed25519, ASignatureBelongsToOneTextAndOneKey) {
  const PrivateKey key = PrivateKey::make();
  const std::string signature = key.sign("a text");
  EXPECT_TRUE(key.public_key().matches("a text", signature));
  EXPECT_FALSE(key.public_key().matches("a Text", signature));
  EXPECT_FALSE(key.public_key().matches("", signature));
  EXPECT_FALSE(PrivateKey::make().public_key().matches("a text", signature));
  EXPECT_FALSE(key.public_key().matches("a text", signature.substr(1)));
  EXPECT_FALSE(key.public_key().matches("a text", signature + "x"));
  EXPECT_FALSE(key.public_key().matches("a text", ""));
}

TEST(Ed25519, AKeySurvivesItsFile) {
  const PrivateKey key = PrivateKey::make();
  const PrivateKey again = PrivateKey::of_pem(key.pem());
  EXPECT_EQ(again.public_key(), key.public_key());
  EXPECT_EQ(again.sign("x"), key.sign("x"));
}

std::string refusal_of_pem(const std::string& pem) {
  try {
    PrivateKey::of_pem(pem);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Ed25519, WhatIsNoPrivateKeyIsRefused) {
  const std::string whole = PrivateKey::make().pem();
  for (const std::string& wrong :
       {std::string(), std::string("x"), whole.substr(0, 60),
        PrivateKey::make().public_key().text(),
        std::string("-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n")}) {
    EXPECT_EQ(refusal_of_pem(wrong), "holds no private key in the form PEM") << wrong;
  }
  EXPECT_THAT(refusal_of_pem("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n"
                             "-----END ENCRYPTED PRIVATE KEY-----\n"),
              HasSubstr("is encrypted with a password"));
  // X25519, which can agree upon secrets but not sign.
  EXPECT_EQ(refusal_of_pem("-----BEGIN PRIVATE KEY-----\n"
                           "MC4CAQAwBQYDK2VuBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n"
                           "-----END PRIVATE KEY-----\n"),
            "holds a private key of another kind than Ed25519");
}

}  // namespace
}  // namespace carboy::core::base
