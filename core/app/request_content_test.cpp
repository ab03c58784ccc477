#include "core/app/request_content.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/app/failure.h"
#include "core/app/request_state.h"

namespace carboy::core::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Content : public testing::Test {
 protected:
  RequestContent& content() {
    exchange_.head.fields = fields_;
    exchange_.state().options = &options_;
    return content_of(exchange_);
  }
  static std::vector<std::string> names(const http::PairList& list) {
    std::vector<std::string> found;
    for (const auto& pair : list.all()) {
      found.push_back(std::string(pair.name) + "=" + std::string(pair.value));
    }
    return found;
  }

  RequestOptions options_;
  std::vector<http::Field> fields_;
  Exchange exchange_;
};

TEST_F(Content, IsParsedOnceAndGoneWithTheRequest) {
  exchange_.state().query = "a=1&b=%C3%A9&a=2";
  const http::PairList* args = content().args();
  ASSERT_NE(args, nullptr);
  EXPECT_THAT(names(*args), ElementsAre("a=1", "b=é", "a=2"));
  EXPECT_EQ(content().args(), args);
  exchange_.clear();
  exchange_.state().query = "c=3";
  EXPECT_THAT(names(*content().args()), ElementsAre("c=3"));
}

TEST_F(Content, TooManyArgumentsAreA400) {
  options_.query.max_pairs = 2;
  exchange_.state().query = "a&b&c";
  for (int i = 0; i < 2; ++i) {
    thread_failure() = {};
    ASSERT_EQ(content().args(), nullptr);
    EXPECT_EQ(thread_failure().code, 400);
    EXPECT_THAT(thread_failure().message, HasSubstr("query"));
  }
}

TEST_F(Content, SeveralCookieFieldsAreOneList) {
  fields_ = {{"Cookie", "a=1; b=2"}, {"Host", "x"}, {"cookie", "a=3"}};
  EXPECT_THAT(names(content().cookies()), ElementsAre("a=1", "b=2", "a=3"));
}

TEST_F(Content, OnlyTheTypeMakesABodyAForm) {
  exchange_.body = "a=1&a=2";
  ASSERT_NE(content().form(), nullptr);
  EXPECT_TRUE(content().form()->fields.empty());
  exchange_.clear();
  exchange_.body = "a=1&a=2";
  fields_ = {{"Content-Type", "application/x-www-form-urlencoded"}};
  EXPECT_THAT(names(content().form()->fields), ElementsAre("a=1", "a=2"));
}

TEST_F(Content, FilesAndFieldsOfAMultipartForm) {
  exchange_.body =
      "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x\r\n"
      "Content-Disposition: form-data; name=\"f\"; filename=\"n.txt\"\r\n\r\ndata\r\n--x--\r\n";
  fields_ = {{"Content-Type", "multipart/form-data; boundary=x"}};
  const http::Form* form = content().form();
  ASSERT_NE(form, nullptr);
  EXPECT_THAT(names(form->fields), ElementsAre("a=1"));
  ASSERT_EQ(form->files.size(), 1u);
  EXPECT_EQ(form->files[0].view(), "data");
}

TEST_F(Content, AFormAboveTheLimitsIs413) {
  options_.form.max_form_parts = 1;
  exchange_.body =
      "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x\r\n"
      "Content-Disposition: form-data; name=\"b\"\r\n\r\n1\r\n--x--\r\n";
  fields_ = {{"Content-Type", "multipart/form-data; boundary=x"}};
  EXPECT_EQ(content().form(), nullptr);
  EXPECT_EQ(thread_failure().code, 413);
  EXPECT_TRUE(thread_failure().is("carboy.HttpError"));
}

TEST_F(Content, AFileThatCannotBeStoredIsA500WithItsReasonInTheLog) {
  options_.form.folder = "/proc/no-such-folder";
  options_.form.spill_above = 1;
  const std::string data(200'000, 'x');
  const std::string body =
      "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"n\"\r\n\r\n" + data +
      "\r\n--x--\r\n";
  exchange_.body = body;
  fields_ = {{"Content-Type", "multipart/form-data; boundary=x"}};
  EXPECT_EQ(content().form(), nullptr);
  EXPECT_EQ(thread_failure().code, 500);
  EXPECT_FALSE(thread_failure().is("carboy.HttpError"));
  EXPECT_FALSE(thread_failure().message.empty());
}

TEST_F(Content, SeveralAcceptFieldsAreOneList) {
  fields_ = {
      {"Accept", "text/html;q=0.5"}, {"Accept", "application/json"}, {"Accept-Language", "de"}};
  const std::vector<std::string_view> offers{"text/html", "application/json"};
  EXPECT_EQ(content().accept(http::AcceptKind::media).best_match(offers), 1u);
  EXPECT_EQ(content().accept(http::AcceptKind::language).quality("de"), 1);
  EXPECT_TRUE(content().accept(http::AcceptKind::encoding).empty());
}

TEST_F(Content, AuthorizationAndRange) {
  fields_ = {{"Authorization", "Basic QWRhOm9wZW4="}, {"Range", "bytes=0-9"}};
  ASSERT_TRUE(content().authorization());
  EXPECT_EQ(content().authorization()->type, "basic");
  EXPECT_EQ(content().authorization()->parameters.first("username"), "Ada");
  ASSERT_TRUE(content().range());
  EXPECT_EQ(content().range()->units, "bytes");
  fields_.clear();
  exchange_.clear();
  EXPECT_FALSE(content().authorization());
  EXPECT_FALSE(content().range());
}

}  // namespace
}  // namespace carboy::core::app
