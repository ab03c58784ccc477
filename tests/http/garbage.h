// Values that are invalid in most fields.
//
// Thread rule: a plain function.
#pragma once

#include <string>
#include <vector>

namespace carboy::http_test {

inline std::vector<std::string> garbage() {
  return {
      "",
      ",",
      ";",
      "=",
      "\"",
      "\"\\",
      ",,,;;;===",
      "a=\"b",
      "a=b; c=\"d; e=f",
      "*",
      "*/*;q=2",
      "text/html;q=-1, */;q=x, /html",
      "bytes=",
      "bytes=-",
      "bytes=1-0,-",
      "bytes=18446744073709551616-18446744073709551617",
      "multipart/form-data",
      "multipart/form-data; boundary=",
      "multipart/form-data; boundary=\"" + std::string(300, 'b'),
      "application/x-www-form-urlencoded; charset=no-such",
      "Basic",
      "Basic ====",
      "Basic \xff\xfe",
      "Bearer " + std::string(4000, 'A'),
      "Digest username=\"a\\\", realm=\"",
      "Thu, 32 Foo 99999 25:61:61 GMT",
      "Sun, 06 Nov 1994 08:49:37",
      "99999999999999999999",
      "-1",
      "W/",
      "W/\"\", W/",
      "for=\"[::1\";by=;proto=\"",
      "%00%zz%",
      "\xc0\x80\xed\xa0\x80\xff",
      std::string(9000, ','),
      std::string(9000, '('),
      std::string(3000, '"'),
  };
}

}  // namespace carboy::http_test
