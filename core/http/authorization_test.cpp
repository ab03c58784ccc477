#include "core/http/authorization.h"

#include <gtest/gtest.h>

namespace carboy::core::http {
namespace {

TEST(Authorization, ReadsBasic) {
  const auto found = parse_authorization("BASIC dXNlcjpwYTpzcw==");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->type, "basic");
  EXPECT_EQ(found->token, std::nullopt);
  EXPECT_EQ(found->parameters.first("username"), "user");
  EXPECT_EQ(found->parameters.first("password"), "pa:ss");
  EXPECT_EQ(parse_authorization("Basic bm9jb2xvbg==")->parameters.first("password"), "");
  EXPECT_EQ(parse_authorization("Basic w6k6w7w=")->parameters.first("username"), "é");
}

TEST(Authorization, ForgivesJunkInBase64AsPythonDoes) {
  EXPECT_EQ(parse_authorization("Basic !!!")->parameters.first("username"), "");
  EXPECT_EQ(parse_authorization("Basic dXN-lcg==ignored")->parameters.first("username"), "user");
}

TEST(Authorization, RefusesBasicThatIsNotWellFormed) {
  for (const char* header :
       {"Basic a", "Basic dXNlcg", "Basic dXNlcg=", "Basic /////w==", "Basic \xC3\xA9"}) {
    EXPECT_FALSE(parse_authorization(header)) << header;
  }
  EXPECT_FALSE(parse_authorization(""));
}

TEST(Authorization, ReadsTokens) {
  EXPECT_EQ(parse_authorization("Bearer  abc.def_~+/== ")->token, "abc.def_~+/==");
  EXPECT_EQ(parse_authorization("bearer")->token, "");
  EXPECT_EQ(parse_authorization("Bearer ==")->token, "==");
}

TEST(Authorization, ReadsParameters) {
  const auto found = parse_authorization("Digest username=\"a, \\\"b\", nc=1, qop");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->type, "digest");
  EXPECT_EQ(found->token, std::nullopt);
  EXPECT_EQ(found->parameters.first("username"), "a, \"b");
  EXPECT_EQ(found->parameters.first("nc"), "1");
  EXPECT_TRUE(is_absent(found->parameters.all()[2].value));
  EXPECT_EQ(parse_authorization("Token token=abc==")->parameters.first("token"), "abc==");
}

}  // namespace
}  // namespace carboy::core::http
