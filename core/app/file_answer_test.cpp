#include "core/app/file_answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "core/app/conditional_answer.h"
#include "core/app/failure.h"
#include "core/app/request_state.h"
#include "core/base/testing/temporary_folder.h"
#include "core/http/date.h"

namespace carboy::core::app {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Sink final : public http::BodySink {
 public:
  bool write(std::string_view bytes) override {
    all.append(bytes);
    return true;
  }
  void pause(std::chrono::nanoseconds) override {}
  std::string all;
};

class FileAnswer : public testing::Test {
 protected:
  FileAnswer() {
    folder_.write("a.txt", "0123456789");
    exchange_.head.method = "GET";
  }

  bool answer(std::string_view name, const FileOptions& options = {}) {
    exchange_.response.clear();
    exchange_.state().content.reset();
    exchange_.head.fields = fields_;
    return answer_with_file(exchange_, folder_.path().native(), name, options);
  }
  std::string field(std::string_view name) const {
    return std::string(exchange_.response.fields.find(name).value_or("(none)"));
  }
  std::string body() {
    http::BodyStream* stream = exchange_.response.body.stream();
    if (stream == nullptr) return std::string(exchange_.response.body.bytes());
    Sink sink;
    while (stream->next(sink) == http::BodyStream::State::more) {
    }
    return sink.all;
  }
  int status() const { return exchange_.response.status; }

  base::TemporaryFolder folder_;
  std::vector<http::Field> fields_;
  Exchange exchange_;
};

TEST_F(FileAnswer, SetsTypeLengthAndValidators) {
  ASSERT_TRUE(answer("a.txt"));
  EXPECT_EQ(status(), 200);
  EXPECT_EQ(body(), "0123456789");
  EXPECT_EQ(field("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(field("Content-Length"), "10");
  EXPECT_EQ(field("Cache-Control"), "no-cache");
  EXPECT_EQ(field("Accept-Ranges"), "bytes");
  EXPECT_THAT(field("ETag"), StartsWith("\""));
  EXPECT_THAT(field("Last-Modified"), HasSubstr("GMT"));
  EXPECT_EQ(field("Content-Disposition"), "(none)");
}

TEST_F(FileAnswer, ALargeOneIsReadWhileItIsSent) {
  std::string large;
  for (int i = 0; i < 50'000; ++i) large += std::to_string(i);
  folder_.write("large.bin", large);
  ASSERT_TRUE(answer("large.bin"));
  EXPECT_NE(exchange_.response.body.stream(), nullptr);
  EXPECT_EQ(field("Content-Length"), std::to_string(large.size()));
  EXPECT_EQ(field("Content-Type"), "application/octet-stream");
  EXPECT_TRUE(body() == large);
}

TEST_F(FileAnswer, AFileThatShrinksWhileItIsSentFailsTheStream) {
  folder_.write("large.bin", std::string(200'000, 'x'));
  ASSERT_TRUE(answer("large.bin"));
  std::filesystem::resize_file(folder_ / "large.bin", 70'000);
  Sink sink;
  auto state = http::BodyStream::State::more;
  while (state == http::BodyStream::State::more)
    state = exchange_.response.body.stream()->next(sink);
  EXPECT_EQ(state, http::BodyStream::State::failed);
  EXPECT_EQ(sink.all.size(), 70'000u);
}

TEST_F(FileAnswer, ADownloadHasANameInAnyLanguage) {
  ASSERT_TRUE(answer("a.txt", {.attachment = true}));
  EXPECT_EQ(field("Content-Disposition"), "attachment; filename=a.txt");
  ASSERT_TRUE(answer("a.txt", {.download_name = "größe.pdf"}));
  EXPECT_THAT(field("Content-Disposition"), HasSubstr("filename*=UTF-8''gr%C3%B6%C3%9Fe.pdf"));
  EXPECT_EQ(field("Content-Type"), "application/pdf");
}

TEST_F(FileAnswer, TheAuthorSetsTheCaching) {
  ASSERT_TRUE(answer("a.txt", {.max_age = 3600}));
  EXPECT_EQ(field("Cache-Control"), "public, max-age=3600");
  EXPECT_THAT(field("Expires"), HasSubstr("GMT"));
  ASSERT_TRUE(answer("a.txt", {.etag = "mine", .last_modified = 0}));
  EXPECT_EQ(field("ETag"), "\"mine\"");
  EXPECT_EQ(field("Last-Modified"), "Thu, 01 Jan 1970 00:00:00 GMT");
}

TEST_F(FileAnswer, AFileOfTheFutureWasChangedNow) {
  const auto later = std::filesystem::file_time_type::clock::now() + std::chrono::hours(1000);
  std::filesystem::last_write_time(folder_ / "a.txt", later);
  ASSERT_TRUE(answer("a.txt"));
  const auto changed = http::parse_date(field("Last-Modified"));
  ASSERT_TRUE(changed);
  EXPECT_LE(*changed, std::time(nullptr));
  EXPECT_GE(*changed, std::time(nullptr) - 60);
}

TEST_F(FileAnswer, FieldsOfTheAuthorStay) {
  exchange_.head.fields = fields_;
  ASSERT_TRUE(exchange_.response.fields.set("Content-Type", "text/x-log"));
  ASSERT_TRUE(exchange_.response.fields.set("Cache-Control", "private"));
  ASSERT_TRUE(answer_with_file(exchange_, folder_.path().native(), "a.txt", {}));
  EXPECT_EQ(field("Content-Type"), "text/x-log");
  EXPECT_EQ(field("Cache-Control"), "private");
}

TEST_F(FileAnswer, TheClientsCopyIsStillCurrent) {
  ASSERT_TRUE(answer("a.txt"));
  const std::string tag = field("ETag"), date = field("Last-Modified");
  fields_ = {{"If-None-Match", tag}};
  ASSERT_TRUE(answer("a.txt"));
  EXPECT_EQ(status(), 304);
  EXPECT_EQ(body(), "");
  EXPECT_EQ(field("ETag"), tag);
  EXPECT_EQ(field("Content-Type"), "(none)");
  fields_ = {{"If-Modified-Since", date}};
  ASSERT_TRUE(answer("a.txt"));
  EXPECT_EQ(status(), 304);
  fields_ = {{"If-None-Match", "\"other\""}, {"If-Modified-Since", date}};
  ASSERT_TRUE(answer("a.txt"));
  EXPECT_EQ(status(), 200);
  fields_ = {{"If-Match", "\"other\""}};
  ASSERT_TRUE(answer("a.txt"));
  EXPECT_EQ(status(), 412);
  fields_ = {{"If-None-Match", tag}};
  ASSERT_TRUE(answer("a.txt", {.conditional = false}));
  EXPECT_EQ(status(), 200);
}

TEST_F(FileAnswer, Ranges) {
  const struct {
    const char* range;
    int status;
    const char* body;
    const char* content_range;
  } kCases[] = {
      {"bytes=2-4", 206, "234", "bytes 2-4/10"},
      {"bytes=7-", 206, "789", "bytes 7-9/10"},
      {"bytes=7-99", 206, "789", "bytes 7-9/10"},
      {"bytes=-3", 206, "789", "bytes 7-9/10"},
      {"bytes=-99", 206, "0123456789", "bytes 0-9/10"},
      {"bytes=10-", 416, "", "bytes */10"},
      {"bytes=4-2", 200, "0123456789", "(none)"},
      {"bytes=0-0,2-3", 200, "0123456789", "(none)"},
      {"lines=1-2", 200, "0123456789", "(none)"},
  };
  for (const auto& test : kCases) {
    fields_ = {{"Range", test.range}};
    ASSERT_TRUE(answer("a.txt"));
    EXPECT_EQ(status(), test.status) << test.range;
    EXPECT_EQ(body(), test.body) << test.range;
    EXPECT_EQ(field("Content-Range"), test.content_range) << test.range;
  }
}

TEST_F(FileAnswer, ARangeOfAnotherVersionIsAnsweredWithTheWhole) {
  fields_ = {{"Range", "bytes=2-4"}, {"If-Range", "\"other\""}};
  ASSERT_TRUE(answer("a.txt"));
  EXPECT_EQ(status(), 200);
  fields_ = {{"Range", "bytes=2-4"}, {"If-Range", field("ETag")}};
  const std::string tag = field("ETag");
  fields_[1].value = tag;
  ASSERT_TRUE(answer("a.txt"));
  EXPECT_EQ(status(), 206);
}

TEST_F(FileAnswer, OnlyFilesInTheFolderAreFound) {
  std::filesystem::create_directory(folder_ / "sub");
  ::mkfifo((folder_ / "pipe").c_str(), 0600);
  const std::string kNul("a.txt\0", 6);
  for (const std::string_view name :
       {std::string_view("missing"), std::string_view("sub"), std::string_view("pipe"),
        std::string_view("../../../etc/passwd"), std::string_view("/etc/passwd"),
        std::string_view("a.txt/b"), std::string_view(""), std::string_view(kNul)}) {
    thread_failure() = {};
    EXPECT_FALSE(answer(name)) << name;
    EXPECT_EQ(thread_failure().code, 404) << name;
    EXPECT_EQ(thread_failure().message, "") << name;
  }
}

TEST_F(FileAnswer, AnEmptyFileHasAnEmptyBody) {
  folder_.write("empty", "");
  ASSERT_TRUE(answer("empty"));
  EXPECT_EQ(status(), 200);
  EXPECT_EQ(field("Content-Length"), "0");
  EXPECT_EQ(body(), "");
}

TEST_F(FileAnswer, ABodyInMemoryIsConditionalToo) {
  exchange_.response.body.assign("0123456789");
  add_etag(exchange_.response, false);
  EXPECT_EQ(field("ETag"), "\"87acec17cd9dcd20a716cc2cf67417b71c8a7016\"");
  fields_ = {{"Range", "bytes=-2"}};
  exchange_.head.fields = fields_;
  make_conditional(exchange_, true);
  EXPECT_EQ(status(), 206);
  EXPECT_EQ(body(), "89");
}

TEST_F(FileAnswer, OnlyA200IsConditional) {
  exchange_.response.status = 404;
  exchange_.response.body.assign("gone");
  fields_ = {{"If-None-Match", "*"}};
  exchange_.head.fields = fields_;
  make_conditional(exchange_, true);
  EXPECT_EQ(status(), 404);
  EXPECT_EQ(body(), "gone");
}

}  // namespace
}  // namespace carboy::core::app
