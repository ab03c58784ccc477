#include "core/server/request_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/server/testing/split_reading.h"

namespace carboy::core::server {
namespace {

using testing::chunked;
using ::testing::ElementsAre;
using testing::get;
using testing::post;
using testing::Read;
using testing::read;
using testing::read_split;

TEST(RequestReader, ReadsRequestsInOrder) {
  EXPECT_THAT(
      read(get("/a") + get("/b?x=1") + post("Content-Length: 5\r\n", "hello") + get("/c")).requests,
      ElementsAre("GET /a h ", "GET /b?x=1 h ", "POST /p h hello", "GET /c h "));
}

TEST(RequestReader, IgnoresEmptyLinesBeforeARequest) {
  EXPECT_THAT(read("\r\n\r\n" + get("/a") + "\r\n" + get("/b")).requests,
              ElementsAre("GET /a h ", "GET /b h "));
}

TEST(RequestReader, KeepsFieldsInOrderWithRepetitions) {
  Limits limits;
  RequestReader reader(limits);
  const std::string bytes =
      get("/", "X-A: 1\r\nx-a:  two words \r\nEmpty:\r\nX-A:\t3\r\nHigh: \xc3\xa4\r\n");
  std::copy(bytes.begin(), bytes.end(), reader.room().begin());
  reader.received(bytes.size());
  ASSERT_EQ(reader.parse(), RequestReader::Status::complete);
  std::vector<std::string> fields;
  for (const http::Field& field : reader.head().fields) {
    fields.push_back(std::string(field.name) + "=" + std::string(field.value));
  }
  EXPECT_THAT(fields,
              ElementsAre("Host=h", "X-A=1", "x-a=two words", "Empty=", "X-A=3", "High=\xc3\xa4"));
}

TEST(RequestReader, ReadsChunkedBodies) {
  for (const char* body :
       {"5\r\nhello\r\n0\r\n\r\n", "5;x=y\r\nhello\r\n0\r\n\r\n",
        "1\r\nh\r\n4\r\nello\r\n0\r\n\r\n",
        "5;a=\"q;\\\"\" ; b\r\nhello\r\n000;last\r\nTrailer: t\r\nOther: x\r\n\r\n",
        "00005\r\nhello\r\n0\r\nX: y\r\n\r\n"}) {
    EXPECT_THAT(read(chunked(body) + get("/next")).requests,
                ElementsAre("POST /p h hello", "GET /next h "))
        << body;
  }
  EXPECT_THAT(read(chunked("0\r\n\r\n")).requests, ElementsAre("POST /p h "));
  EXPECT_THAT(read(post("transfer-encoding: CHUNKED\r\n", "1\r\nx\r\n0\r\n\r\n")).requests,
              ElementsAre("POST /p h x"));
}

TEST(RequestReader, ReadsLargeBodiesOfEveryKind) {
  std::string large(300'000, 'x');
  for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>('a' + i % 26);
  Limits limits;
  const std::string with_length = post("Content-Length: 300000\r\n", large) + get("/next");
  std::string in_chunks = "POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (std::size_t at = 0; at < large.size(); at += 1000)
    in_chunks += "3e8\r\n" + large.substr(at, 1000) + "\r\n";
  in_chunks += "0\r\n\r\n" + get("/next");
  for (const std::size_t piece : {1'000'000u, 65'536u, 4096u, 1001u}) {
    for (const std::string& bytes : {with_length, in_chunks}) {
      const Read got = read_split(bytes, piece, piece, limits);
      ASSERT_EQ(got.requests.size(), 2u) << piece << got.complaint;
      EXPECT_EQ(got.requests[0], "POST /p h " + large);
    }
  }
}

TEST(RequestReader, ReadsHeadsLargerThanItsFirstBuffer) {
  std::string fields;
  for (int i = 0; i < 60; ++i)
    fields += "X-" + std::to_string(i) + ": " + std::string(200, 'v') + "\r\n";
  EXPECT_THAT(read(get("/a") + get("/b", fields) + post(fields + "Content-Length: 3\r\n", "abc") +
                   get("/c"))
                  .requests,
              ElementsAre("GET /a h ", "GET /b h ", "POST /p h abc", "GET /c h "));
}

TEST(RequestReader, ReturnsWhetherTheConnectionStays) {
  EXPECT_TRUE(read(get("/")).keep_alive);
  EXPECT_FALSE(read(get("/", "Connection: close\r\n")).keep_alive);
  EXPECT_FALSE(read(get("/", "Connection: foo, Close\r\n")).keep_alive);
  EXPECT_TRUE(read(get("/", "Connection: Upgrade\r\nUpgrade: x\r\n")).keep_alive);
  EXPECT_FALSE(read("GET / HTTP/1.0\r\n\r\n").keep_alive);
  EXPECT_TRUE(read("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").keep_alive);
}

TEST(RequestReader, AsksForTheBodyOnceWhenTheClientWaits) {
  const std::string head = "POST /p HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\n";
  Limits limits;
  const std::string bytes = head + "Content-Length: 2\r\n\r\nok";
  const std::size_t before_body = bytes.size() - 2;
  EXPECT_EQ(read_split(bytes, before_body, 1, limits).continues, 1);
  EXPECT_EQ(read_split(bytes, bytes.size(), 1, limits).continues, 0) << "the body is here already";
  EXPECT_EQ(read_split(head + "\r\n", 1000, 1, limits).continues, 0) << "there is no body";
  const std::string old = "POST /p HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
  EXPECT_EQ(read_split(old + "ok", old.size(), 2, limits).continues, 0);
  EXPECT_EQ(read(head + "Expect: x\r\n\r\n").status, 417);
}

TEST(RequestReader, TakesTheAuthorityOfAnAbsoluteTarget) {
  EXPECT_THAT(read(get("http://ex.org/a?b=1")).requests, ElementsAre("GET /a?b=1 ex.org "));
  EXPECT_THAT(read(get("HTTPS://ex.org:81")).requests, ElementsAre("GET / ex.org:81 "));
  EXPECT_THAT(read(get("http://ex.org?q=http://x/")).requests,
              ElementsAre("GET /?q=http://x/ ex.org "));
  EXPECT_THAT(read("OPTIONS http://ex.org HTTP/1.1\r\nHost: h\r\n\r\n").requests,
              ElementsAre("OPTIONS * ex.org "));
  EXPECT_THAT(read("GET http://ex.org/ HTTP/1.0\r\n\r\n").requests, ElementsAre("GET / ex.org "));
  EXPECT_EQ(read(get("http:///a")).status, 400);
  EXPECT_EQ(read(get("http://user@ex.org/")).status, 400);
  EXPECT_EQ(read(get("ftp://ex.org/")).status, 400);
  EXPECT_EQ(read("GET http://ex.org/ HTTP/1.1\r\n\r\n").status, 400)
      << "Host is required all the same";
}

// The head moves with its buffer then, but text that the parser has put into it does not.
TEST(RequestReader, AnAbsoluteTargetWithoutPathMayHaveALargeBody) {
  const std::string body(12'000, 'x');
  const std::string length = "Content-Length: 12000\r\n\r\n" + body;
  const std::string chunks = "Transfer-Encoding: chunked\r\n\r\n2ee0\r\n" + body + "\r\n0\r\n\r\n";
  for (const std::string& rest : {length, chunks}) {
    EXPECT_THAT(read("POST http://ex.org HTTP/1.1\r\nHost: h\r\n" + rest).requests,
                ElementsAre("POST / ex.org " + body));
    EXPECT_THAT(read("OPTIONS http://ex.org HTTP/1.1\r\nHost: h\r\n" + rest).requests,
                ElementsAre("OPTIONS * ex.org " + body));
  }
  EXPECT_THAT(read("POST http://ex.org/ HTTP/1.0\r\n" + length).requests,
              ElementsAre("POST / ex.org " + body));
}

TEST(RequestReader, IgnoresGarbageInOtherFields) {
  for (const char* field :
       {"Cookie: a", "Cookie: a=1; b", "Cookie:", "Accept: garbage",
        "Accept: ", "Accept: text/html;q=abc", "Content-Type: garbage",
        "Content-Type:", "Authorization: garbage", "Date: garbage", "Range: x",
        "Cache-Control: max-age", "Server: x", "Content-Encoding: zz", "Connection: foo"}) {
    EXPECT_THAT(read(get("/", std::string(field) + "\r\n")).requests, ElementsAre("GET / h "))
        << field;
  }
  EXPECT_THAT(read(get("/a%20b/%2e%2e/../c%2Fd/%00?a=1&a=2&&=&g==\xff")).requests,
              ElementsAre("GET /a%20b/%2e%2e/../c%2Fd/%00?a=1&a=2&&=&g==\xff h "));
}

TEST(RequestReader, AcceptsManyShortExtensionsOfALargeBody) {
  std::string chunks;
  for (int i = 0; i < 300; ++i) {
    chunks += "3e8;signature=" + std::string(40, 'f') + "\r\n" + std::string(1000, 'x') + "\r\n";
  }
  EXPECT_EQ(read_split(chunked(chunks + "0\r\n\r\n"), 1000, 1000, {}).requests.size(), 1u);
}

TEST(RequestReader, TakesMemoryForWhatCameNotForWhatWasAnnounced) {
  Limits limits;
  limits.max_body = 1ull << 40;
  RequestReader reader(limits);
  const std::string head = post("Content-Length: 1000000000000\r\n", "x");
  std::copy(head.begin(), head.end(), reader.room().begin());
  reader.received(head.size());
  ASSERT_EQ(reader.parse(), RequestReader::Status::need_more);
  EXPECT_LE(reader.room().size(), 256u * 1024);
}

TEST(RequestReader, KeepsWhatFollowsARequestUntilItIsFull) {
  Limits limits;
  RequestReader reader(limits);
  const std::string first = get("/first");
  std::copy(first.begin(), first.end(), reader.room().begin());
  reader.received(first.size());
  ASSERT_EQ(reader.parse(), RequestReader::Status::complete);
  const char* before = reader.head().target.data();
  const std::size_t after = reader.room().size();
  std::fill(reader.room().begin(), reader.room().end(), 'x');
  reader.received(after);
  EXPECT_TRUE(reader.room().empty());
  EXPECT_EQ(reader.parse(), RequestReader::Status::complete);
  EXPECT_EQ(reader.head().target.data(), before) << "the head must not move under a view";
  EXPECT_EQ(reader.head().target, "/first");
}

}  // namespace
}  // namespace carboy::core::server
