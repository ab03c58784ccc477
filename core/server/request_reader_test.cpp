#include "core/server/request_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace carboy::core::server {
namespace {

using namespace std::string_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Read {
  std::vector<std::string> requests;  // "METHOD target host body"
  int status = 0;                     // of the refusal
  std::string complaint;
  bool keep_alive = true;
  int continues = 0;
  bool operator==(const Read&) const = default;
};

std::string describe(const RequestReader& reader) {
  const http::RequestHead& head = reader.head();
  std::string text(head.method);
  text.append(" ").append(head.target).append(" ");
  text.append(http::find(head.fields, "host").value_or("-")).append(" ");
  return text.append(reader.body());
}

void parse_all(RequestReader& reader, Read& read) {
  for (;;) {
    switch (reader.parse()) {
      case RequestReader::Status::need_more:
        return;
      case RequestReader::Status::wants_continue:
        ++read.continues;
        continue;
      case RequestReader::Status::failed:
        read.status = reader.refusal().status;
        read.complaint = reader.refusal().text;
        return;
      case RequestReader::Status::complete:
        read.requests.push_back(describe(reader));
        read.keep_alive = reader.keep_alive();
        reader.next();
    }
  }
}

// Feeds `bytes` in pieces of at most `piece`, the first of at most `first`.
Read read_split(std::string_view bytes, std::size_t first, std::size_t piece,
                const Limits& limits) {
  RequestReader reader(limits);
  Read read;
  std::size_t next = first;
  while (!bytes.empty() && read.status == 0) {
    const std::span<char> room = reader.room();
    if (room.empty()) {
      ADD_FAILURE() << "the reader has no room";
      return read;
    }
    const std::size_t count = std::min({next, room.size(), bytes.size()});
    std::copy_n(bytes.data(), count, room.data());
    reader.received(count);
    bytes.remove_prefix(count);
    parse_all(reader, read);
    next = piece;
  }
  return read;
}

// The same however it is split: whole, byte by byte, and in two at every place.
Read read(const std::string& bytes, const Limits& limits = {}) {
  const Read whole = read_split(bytes, bytes.size(), bytes.size(), limits);
  for (const std::size_t piece : {1, 2, 3, 7, 64}) {
    const Read split = read_split(bytes, piece, piece, limits);
    EXPECT_EQ(split.requests, whole.requests)
        << "in pieces of " << piece << ": " << bytes.substr(0, 300);
    EXPECT_EQ(split.status, whole.status)
        << "in pieces of " << piece << ": " << bytes.substr(0, 300);
  }
  for (std::size_t at = 1; at < std::min<std::size_t>(bytes.size(), 600); ++at) {
    const Read split = read_split(bytes, at, bytes.size(), limits);
    EXPECT_EQ(split.requests, whole.requests) << "split at " << at << ": " << bytes.substr(0, 300);
    EXPECT_EQ(split.status, whole.status) << "split at " << at << ": " << bytes.substr(0, 300);
  }
  return whole;
}

std::string get(const std::string& target, const std::string& fields = "") {
  return "GET " + target + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
}
std::string post(const std::string& fields, const std::string& body) {
  return "POST /p HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n" + body;
}
std::string chunked(const std::string& body) {
  return post("Transfer-Encoding: chunked\r\n", body);
}

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

TEST(RequestReader, SaysWhetherTheConnectionStays) {
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

struct Bad {
  const char* what;
  std::string bytes;
  int status;
};

class RefusedRequest : public ::testing::TestWithParam<Bad> {};

TEST_P(RefusedRequest, GetsItsStatusHoweverItIsSplit) {
  const Read got = read(GetParam().bytes);
  EXPECT_THAT(got.requests, ElementsAre());
  EXPECT_EQ(got.status, GetParam().status) << got.complaint;
  EXPECT_FALSE(got.complaint.empty());
}

std::vector<Bad> bad_framing() {
  return {
      {"length and coding",
       post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"), 400},
      {"coding and length",
       post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "5\r\nhello\r\n0\r\n\r\n"), 400},
      {"unknown coding and length", post("Transfer-Encoding: x\r\nContent-Length: 5\r\n", "hello"),
       400},
      {"lengths differ", post("Content-Length: 3\r\nContent-Length: 5\r\n", "hello"), 400},
      {"lengths agree", post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), 400},
      {"list of lengths", post("Content-Length: 5, 5\r\n", "hello"), 400},
      {"length abc", post("Content-Length: abc\r\n", "hello"), 400},
      {"length -1", post("Content-Length: -1\r\n", "hello"), 400},
      {"length +5", post("Content-Length: +5\r\n", "hello"), 400},
      {"length 5abc", post("Content-Length: 5abc\r\n", "hello"), 400},
      {"length 0x5", post("Content-Length: 0x5\r\n", "hello"), 400},
      {"empty length", post("Content-Length:\r\n", "hello"), 400},
      {"length of 20 digits", post("Content-Length: 99999999999999999999\r\n", "hello"), 400},
      {"length 2^64", post("Content-Length: 18446744073709551616\r\n", "hello"), 400},
      {"length 2^64-1", post("Content-Length: 18446744073709551615\r\n", "hello"), 413},
      {"length over the limit", post("Content-Length: 20000000\r\n", "hello"), 413},
      {"space before the colon", post("Content-Length : 5\r\n", "hello"), 400},
      {"coding, space before colon",
       post("Transfer-Encoding : chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"), 400},
      {"coding xchunked", post("Transfer-Encoding: xchunked\r\n", "5\r\nhello\r\n0\r\n\r\n"), 501},
      {"coding gzip, chunked",
       post("Transfer-Encoding: gzip, chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"), 501},
      {"coding chunked, gzip",
       post("Transfer-Encoding: chunked, gzip\r\n", "5\r\nhello\r\n0\r\n\r\n"), 501},
      {"coding identity", post("Transfer-Encoding: identity\r\n", "hello"), 501},
      {"coding c", post("Transfer-Encoding: c\r\n", "hello"), 501},
      {"empty coding", post("Transfer-Encoding:\r\n", "hello"), 400},
      {"coding twice",
       post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
      {"coding with HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       400},
  };
}

std::vector<Bad> bad_chunks() {
  return {
      {"negative size", chunked("-2\r\nhello\r\n0\r\n\r\n"), 400},
      {"size 2^63-1", chunked("7fffffffffffffff\r\nhello\r\n"), 413},
      {"size of 17 digits", chunked("11111111111111111\r\nhello\r\n"), 400},
      {"size 17 GB", chunked("400000000\r\nhello"), 413},
      {"size zz", chunked("zz\r\nhello\r\n0\r\n\r\n"), 400},
      {"empty size", chunked("\r\nhello\r\n0\r\n\r\n"), 400},
      {"size 0x5", chunked("0x5\r\nhello\r\n0\r\n\r\n"), 400},
      {"space after the size", chunked("5 \r\nhello\r\n0\r\n\r\n"), 400},
      {"no CR LF behind data", chunked("5\r\nhelloXX3\r\nabc\r\n0\r\n\r\n"), 400},
      {"bare LF behind size", chunked("5\nhello\r\n0\r\n\r\n"), 400},
      {"bare CR behind size", chunked("5\rhello\r\n0\r\n\r\n"), 400},
      {"LF in quoted extension", chunked("5;a=\"\n\"\r\nhello\r\n0\r\n\r\n"), 400},
      {"NUL in extension", chunked("5;a=\"\0\"\r\nhello\r\n0\r\n\r\n"s), 400},
      {"endless extension", chunked("5;a=" + std::string(20'000, 'x')), 431},
      {"endless trailer", chunked("0\r\nX: " + std::string(20'000, 'x')), 431},
      {"length in the trailer", chunked("0\r\nContent-Length: 5\r\n\r\n"), 400},
      {"folded trailer", chunked("0\r\nX: a\r\n b\r\n\r\n"), 400},
  };
}

std::vector<Bad> bad_heads() {
  return {
      {"bare LF", "GET /e HTTP/1.1\nHost: h\n\n", 400},
      {"bare LF in a field", "GET /e HTTP/1.1\r\nHost: h\nX: y\r\n\r\n", 400},
      {"bare CR in a field", get("/", "X: a\rb\r\n"), 400},
      {"folded field", get("/", "X: a\r\n b\r\n"), 400},
      {"field folded with a tab", get("/", "X: a\r\n\tb\r\n"), 400},
      {"folded empty field", get("/", "X:\r\n b\r\n"), 400},
      {"folded to nothing", get("/", "X:\r\n \r\n"), 400},
      {"long fold", get("/", "X: a\r\n " + std::string(6000, 'b') + "\r\n"), 400},
      {"NUL in a field", get("/", "X: a\0b\r\n"s), 400},
      {"control in a field", get("/", "X: a\x01z\r\n"), 400},
      {"DEL in a field", get("/", "X: a\x7f\r\n"), 400},
      {"field without colon", get("/", "Foo\r\nBar: 1\r\n"), 400},
      {"last field without colon", "GET /e HTTP/1.1\r\nHost: h\r\nFoo\r\n\r\nX: y\r\n\r\n", 400},
      {"empty field name", get("/", ": x\r\n"), 400},
      {"field name with a space", get("/", "X Y: z\r\n"), 400},
      {"field name of high bytes", get("/", "\xc3\xa4: z\r\n"), 400},
      {"first field folded", "GET / HTTP/1.1\r\n X: y\r\nHost: h\r\n\r\n", 400},
      {"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"two Hosts", get("/", "Host: i\r\n"), 400},
      {"the same Host twice", get("/", "Host: h\r\n"), 400},
      {"empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
      {"Host with a bad port", "GET / HTTP/1.1\r\nHost: a:99999\r\n\r\n", 400},
      {"Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
      {"malformed Connection", get("/", "Connection: a b c\r\n"), 400},
      {"no version", "GET /e\r\nHost: h\r\n\r\n", 400},
      {"empty version", "GET /e \r\nHost: h\r\n\r\n", 400},
      {"version HTTP", "GET /e HTTP\r\nHost: h\r\n\r\n", 400},
      {"version http/1.1", "GET /e http/1.1\r\nHost: h\r\n\r\n", 400},
      {"version HTTP/1.10", "GET /e HTTP/1.10\r\nHost: h\r\n\r\n", 400},
      {"version HTTP/2.0", "GET /e HTTP/2.0\r\nHost: h\r\n\r\n", 505},
      {"version HTTP/0.9", "GET /e HTTP/0.9\r\nHost: h\r\n\r\n", 505},
      {"version HTTP/1.2", "GET /e HTTP/1.2\r\nHost: h\r\n\r\n", 505},
      {"bare LF, unfinished", "GET /e HTTP/1.1\r\nHost: h\nX:", 400},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"space behind the version", "GET /e HTTP/1.1 \r\nHost: h\r\n\r\n", 400},
      {"two spaces", "GET  /e HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"tab for a space", "GET\t/e HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"leading space", " GET /e HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"leading LF", "\nGET /e HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"method no token", "G@T /e HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"endless method", std::string(20'000, 'A'), 400},
      {"long method", std::string(40, 'A') + " / HTTP/1.1\r\nHost: h\r\n\r\n", 501},
      {"CONNECT", "CONNECT ex.org:80 HTTP/1.1\r\nHost: h\r\n\r\n", 501},
      {"target without slash", get("e"), 400},
      {"asterisk", get("*"), 400},
      {"fragment", get("/e#f"), 400},
      {"NUL in the target", "GET /\0 HTTP/1.1\r\nHost: h\r\n\r\n"s, 400},
      {"control in the target", get("/\x01"), 400},
      {"space in the target", get("/a b"), 400},
      {"TLS hello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 \r\n\r\n"s, 400},
      {"long target", get("/" + std::string(9000, 'x')), 414},
      {"endless target", "GET /" + std::string(40'000, 'x'), 414},
      {"long field", get("/", "X: " + std::string(17'000, 'x') + "\r\n"), 431},
      {"endless field", "GET / HTTP/1.1\r\nX: " + std::string(40'000, 'x'), 431},
      {"endless field name", "GET / HTTP/1.1\r\n" + std::string(40'000, 'x'), 431},
      {"too many fields",
       [] {
         std::string fields;
         for (int i = 0; i < 101; ++i) fields += "a: b\r\n";
         return get("/", fields);
       }(),
       431},
  };
}

std::string name_of(const ::testing::TestParamInfo<Bad>& info) {
  std::string name = std::to_string(info.index) + "_" + info.param.what;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); },
      '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Framing, RefusedRequest, ::testing::ValuesIn(bad_framing()), name_of);
INSTANTIATE_TEST_SUITE_P(Chunks, RefusedRequest, ::testing::ValuesIn(bad_chunks()), name_of);
INSTANTIATE_TEST_SUITE_P(Heads, RefusedRequest, ::testing::ValuesIn(bad_heads()), name_of);

TEST(RequestReader, CountsAllChunksAgainstTheLimit) {
  Limits limits;
  limits.max_body = 10;
  EXPECT_THAT(read(chunked("5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n"), limits).requests,
              ElementsAre("POST /p h helloworld"));
  EXPECT_EQ(read(chunked("5\r\nhello\r\n6\r\nworld!\r\n0\r\n\r\n"), limits).status, 413);
  EXPECT_EQ(read(chunked("b\r\nhello"), limits).status, 413);
}

TEST(RequestReader, NamesTheMistake) {
  EXPECT_THAT(read("\x16\x03\x01\x02"s).complaint, HasSubstr("not HTTPS"));
  EXPECT_THAT(read("GET / HTTP/1.1\r\n\r\n").complaint, HasSubstr("Host"));
  EXPECT_THAT(read(post("Content-Length: 3\r\nContent-Length: 5\r\n", "")).complaint,
              HasSubstr("Content-Length"));
}

TEST(RequestReader, GarbageInOtherFieldsIsNotItsBusiness) {
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

TEST(RequestReader, HoldsWhatComesBehindARequestUntilItIsFull) {
  Limits limits;
  RequestReader reader(limits);
  const std::string first = get("/first");
  std::copy(first.begin(), first.end(), reader.room().begin());
  reader.received(first.size());
  ASSERT_EQ(reader.parse(), RequestReader::Status::complete);
  const char* before = reader.head().target.data();
  const std::size_t behind = reader.room().size();
  std::fill(reader.room().begin(), reader.room().end(), 'x');
  reader.received(behind);
  EXPECT_TRUE(reader.room().empty());
  EXPECT_EQ(reader.parse(), RequestReader::Status::complete);
  EXPECT_EQ(reader.head().target.data(), before) << "the head must not move under a view";
  EXPECT_EQ(reader.head().target, "/first");
}

}  // namespace
}  // namespace carboy::core::server
