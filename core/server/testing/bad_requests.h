// Malformed requests as raw bytes, and the status each is rejected with: for the tests of the
// reader and of the server, and as seeds of the fuzz targets.
//
// Thread rule: plain functions.
#pragma once

#include <string>
#include <vector>

#include "core/server/testing/request_bytes.h"

namespace carboy::core::server::testing {

using namespace std::string_literals;

struct BadRequest {
  const char* what;
  std::string bytes;
  int status;
  // The last bytes of the shortest prefix of `bytes` that no further bytes can make valid. Empty if
  // only the end of `bytes`, or a sum, decides.
  std::string fatal = {};

  std::string_view fatal_prefix() const {
    const std::size_t at = fatal.empty() ? std::string::npos : bytes.find(fatal);
    return std::string_view(bytes).substr(0, at == std::string::npos ? at : at + fatal.size());
  }
};

inline std::vector<BadRequest> bad_framing() {
  return {
      {"length and coding",
       post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"), 400,
       "chunked\r\n"},
      {"coding and length",
       post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "5\r\nhello\r\n0\r\n\r\n"), 400,
       "Length: 5\r\n"},
      {"unknown coding and length", post("Transfer-Encoding: x\r\nContent-Length: 5\r\n", "hello"),
       400, "Transfer-Encoding: x\r\n"},
      {"lengths differ", post("Content-Length: 3\r\nContent-Length: 5\r\n", "hello"), 400,
       "Content-Length: 5\r\n"},
      {"lengths agree", post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), 400,
       "5\r\nContent-Length: 5\r\n"},
      {"list of lengths", post("Content-Length: 5, 5\r\n", "hello"), 400, "5, 5\r\n"},
      {"length abc", post("Content-Length: abc\r\n", "hello"), 400, "abc\r\n"},
      {"length -1", post("Content-Length: -1\r\n", "hello"), 400, "-1\r\n"},
      {"length +5", post("Content-Length: +5\r\n", "hello"), 400, "+5\r\n"},
      {"length 5abc", post("Content-Length: 5abc\r\n", "hello"), 400, "5abc\r\n"},
      {"length 0x5", post("Content-Length: 0x5\r\n", "hello"), 400, "0x5\r\n"},
      {"empty length", post("Content-Length:\r\n", "hello"), 400, "Length:\r\n"},
      {"length of 20 digits", post("Content-Length: 99999999999999999999\r\n", "hello"), 400,
       "999\r\n"},
      {"length 2^64", post("Content-Length: 18446744073709551616\r\n", "hello"), 400, "616\r\n"},
      {"length 2^64-1", post("Content-Length: 18446744073709551615\r\n", "hello"), 413, "615\r\n"},
      {"length over the limit", post("Content-Length: 20000000\r\n", "hello"), 413, "000\r\n"},
      {"space before the colon", post("Content-Length : 5\r\n", "hello"), 400, "Content-Length "},
      {"coding, space before colon",
       post("Transfer-Encoding : chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"), 400,
       "Transfer-Encoding "},
      {"coding xchunked", post("Transfer-Encoding: xchunked\r\n", "5\r\nhello\r\n0\r\n\r\n"), 400,
       "xchunked\r\n"},
      {"coding gzip, chunked",
       post("Transfer-Encoding: gzip, chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"), 501, "chunked\r\n"},
      {"coding chunked, gzip",
       post("Transfer-Encoding: chunked, gzip\r\n", "5\r\nhello\r\n0\r\n\r\n"), 400, "gzip\r\n"},
      {"coding chunked, chunked",
       post("Transfer-Encoding: chunked, chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"), 400,
       "chunked, chunked\r\n"},
      {"coding identity", post("Transfer-Encoding: identity\r\n", "hello"), 400, "identity\r\n"},
      {"coding c", post("Transfer-Encoding: c\r\n", "hello"), 400, ": c\r\n"},
      {"empty coding", post("Transfer-Encoding:\r\n", "hello"), 400, "Encoding:\r\n"},
      {"coding twice",
       post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400,
       "chunked\r\nTransfer-Encoding: chunked\r\n"},
      {"coding with HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       400, "chunked\r\n"},
  };
}

inline std::vector<BadRequest> bad_chunks() {
  return {
      {"negative size", chunked("-2\r\nhello\r\n0\r\n\r\n"), 400, "\r\n\r\n-"},
      {"size 2^63-1", chunked("7fffffffffffffff\r\nhello\r\n"), 413, "ff\r"},
      {"size of 17 digits", chunked("11111111111111111\r\nhello\r\n"), 400, "11111111111111111"},
      {"size 17 GB", chunked("400000000\r\nhello"), 413, "400000000\r"},
      {"size zz", chunked("zz\r\nhello\r\n0\r\n\r\n"), 400, "\r\n\r\nz"},
      {"empty size", chunked("\r\nhello\r\n0\r\n\r\n"), 400, "\r\n\r\n\r"},
      {"size 0x5", chunked("0x5\r\nhello\r\n0\r\n\r\n"), 400, "0x"},
      {"space after the size", chunked("5 \r\nhello\r\n0\r\n\r\n"), 400, "5 \r"},
      {"no CR LF after data", chunked("5\r\nhelloXX3\r\nabc\r\n0\r\n\r\n"), 400, "helloX"},
      {"bare LF after size", chunked("5\nhello\r\n0\r\n\r\n"), 400, "5\n"},
      {"bare CR after size", chunked("5\rhello\r\n0\r\n\r\n"), 400, "5\rh"},
      {"LF in quoted extension", chunked("5;a=\"\n\"\r\nhello\r\n0\r\n\r\n"), 400, "a=\"\n"},
      {"NUL in extension", chunked("5;a=\"\0\"\r\nhello\r\n0\r\n\r\n"s), 400, "a=\"\0"s},
      {"endless extension", chunked("5;a=" + std::string(20'000, 'x')), 431,
       "5;a=" + std::string(8189, 'x')},
      {"extensions without end", chunked([] {
         std::string chunks;
         for (int i = 0; i < 200; ++i) chunks.append("1;").append(100, 'x').append("\r\na\r\n");
         return chunks;
       }()),
       431},
      {"sizes of zeros without end", chunked([] {
         std::string chunks;
         for (int i = 0; i < 20; ++i) chunks.append(1000, '0').append("1\r\na\r\n");
         return chunks;
       }()),
       431},
      {"endless trailer", chunked("0\r\nX: " + std::string(20'000, 'x')), 431,
       "0\r\nX: " + std::string(8187, 'x')},
      {"length in the trailer", chunked("0\r\nContent-Length: 5\r\n\r\n"), 400,
       "0\r\nContent-Length:"},
      {"folded trailer", chunked("0\r\nX: a\r\n b\r\n\r\n"), 400, "X: a\r\n "},
  };
}

inline std::vector<BadRequest> bad_heads() {
  return {
      {"bare LF", "GET /e HTTP/1.1\nHost: h\n\n", 400, "HTTP/1.1\n"},
      {"bare LF in a field", "GET /e HTTP/1.1\r\nHost: h\nX: y\r\n\r\n", 400, "Host: h\n"},
      {"bare CR in a field", get("/", "X: a\rb\r\n"), 400, "a\rb"},
      {"folded field", get("/", "X: a\r\n b\r\n"), 400, "X: a\r\n "},
      {"field folded with a tab", get("/", "X: a\r\n\tb\r\n"), 400, "X: a\r\n\t"},
      {"folded empty field", get("/", "X:\r\n b\r\n"), 400, "X:\r\n "},
      {"folded to nothing", get("/", "X:\r\n \r\n"), 400, "X:\r\n "},
      {"long fold", get("/", "X: a\r\n " + std::string(6000, 'b') + "\r\n"), 400, "X: a\r\n "},
      {"NUL in a field", get("/", "X: a\0b\r\n"s), 400, "a\0"s},
      {"control in a field", get("/", "X: a\x01z\r\n"), 400, "a\x01"},
      {"DEL in a field", get("/", "X: a\x7f\r\n"), 400, "a\x7f"},
      {"field without colon", get("/", "Foo\r\nBar: 1\r\n"), 400, "Foo\r"},
      {"last field without colon", "GET /e HTTP/1.1\r\nHost: h\r\nFoo\r\n\r\nX: y\r\n\r\n", 400,
       "Foo\r"},
      {"empty field name", get("/", ": x\r\n"), 400, "h\r\n:"},
      {"field name with a space", get("/", "X Y: z\r\n"), 400, "X "},
      {"field name of high bytes", get("/", "\xc3\xa4: z\r\n"), 400, "\xc3"},
      {"first field folded", "GET / HTTP/1.1\r\n X: y\r\nHost: h\r\n\r\n", 400, "1.1\r\n "},
      {"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"two Hosts", get("/", "Host: i\r\n"), 400, "Host: i\r\n"},
      {"the same Host twice", get("/", "Host: h\r\n"), 400, "h\r\nHost: h\r\n"},
      {"empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400, "Host:\r\n"},
      {"Host with a bad port", "GET / HTTP/1.1\r\nHost: a:99999\r\n\r\n", 400, "99999\r\n"},
      {"Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400, "a/b\r\n"},
      {"malformed Connection", get("/", "Connection: a b c\r\n"), 400, "a b c\r\n"},
      {"no version", "GET /e\r\nHost: h\r\n\r\n", 400, "/e\r"},
      {"empty version", "GET /e \r\nHost: h\r\n\r\n", 400, "/e \r"},
      {"version HTTP", "GET /e HTTP\r\nHost: h\r\n\r\n", 400, "HTTP\r"},
      {"version http/1.1", "GET /e http/1.1\r\nHost: h\r\n\r\n", 400, "/e h"},
      {"version HTTP/1.10", "GET /e HTTP/1.10\r\nHost: h\r\n\r\n", 400, "1.10"},
      {"version HTTP/2.0", "GET /e HTTP/2.0\r\nHost: h\r\n\r\n", 505, "HTTP/2"},
      {"version HTTP/0.9", "GET /e HTTP/0.9\r\nHost: h\r\n\r\n", 505, "HTTP/0"},
      {"version HTTP/1.2", "GET /e HTTP/1.2\r\nHost: h\r\n\r\n", 505, "HTTP/1.2"},
      {"bare LF, unfinished", "GET /e HTTP/1.1\r\nHost: h\nX:", 400, "h\n"},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "HTTP/2"},
      {"space after the version", "GET /e HTTP/1.1 \r\nHost: h\r\n\r\n", 400, "1.1 "},
      {"two spaces", "GET  /e HTTP/1.1\r\nHost: h\r\n\r\n", 400, "GET  "},
      {"tab for a space", "GET\t/e HTTP/1.1\r\nHost: h\r\n\r\n", 400, "GET\t"},
      {"leading space", " GET /e HTTP/1.1\r\nHost: h\r\n\r\n", 400, " "},
      {"leading LF", "\nGET /e HTTP/1.1\r\nHost: h\r\n\r\n", 400, "\n"},
      {"method no token", "G@T /e HTTP/1.1\r\nHost: h\r\n\r\n", 400, "G@"},
      {"endless method", std::string(20'000, 'A'), 501, std::string(33, 'A')},
      {"long method", std::string(40, 'A') + " / HTTP/1.1\r\nHost: h\r\n\r\n", 501,
       std::string(33, 'A')},
      {"method in small letters", "get /e HTTP/1.1\r\nHost: h\r\n\r\n", 501, "g"},
      {"CONNECT", "CONNECT ex.org:80 HTTP/1.1\r\nHost: h\r\n\r\n", 501, "HTTP/1.1\r\n"},
      {"target without slash", get("e"), 400, "HTTP/1.1\r\n"},
      {"asterisk", get("*"), 400, "HTTP/1.1\r\n"},
      {"fragment", get("/e#f"), 400, "#"},
      {"absolute form without a host", get("http://?x"), 400, "HTTP/1.1\r\n"},
      {"absolute form of a path", get("http:///e"), 400, "HTTP/1.1\r\n"},
      {"NUL in the target", "GET /\0 HTTP/1.1\r\nHost: h\r\n\r\n"s, 400, "/\0"s},
      {"control in the target", get("/\x01"), 400, "\x01"},
      {"space in the target", get("/a b"), 400, "/a b"},
      {"TLS hello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 \r\n\r\n"s, 400, "\x16"},
      {"long target", get("/" + std::string(9000, 'x')), 414, "/" + std::string(8192, 'x')},
      {"endless target", "GET /" + std::string(40'000, 'x'), 414, "/" + std::string(8192, 'x')},
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

}  // namespace carboy::core::server::testing
