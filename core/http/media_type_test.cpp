#include "core/http/media_type.h"

#include <gtest/gtest.h>

namespace carboy::core::http {
namespace {

TEST(MediaType, ReadsEssenceAndParameters) {
  const MediaType type = parse_media_type("Text/HTML; Charset=\"UTF-8\"");
  EXPECT_EQ(type.essence, "text/html");
  EXPECT_EQ(type.charset(), "UTF-8");
  EXPECT_EQ(parse_media_type("").essence, "");
}

TEST(MediaType, ComparesEssences) {
  EXPECT_TRUE(has_essence(" Application/JSON ; a=b", "application/json"));
  EXPECT_FALSE(has_essence("application/json5", "application/json"));
  EXPECT_FALSE(has_essence("", "application/json"));
}

TEST(MediaType, KnowsJson) {
  EXPECT_TRUE(parse_media_type("application/json; charset=utf-8").is_json());
  EXPECT_TRUE(parse_media_type("application/problem+json").is_json());
  EXPECT_FALSE(parse_media_type("text/x+json").is_json());
  EXPECT_FALSE(parse_media_type("application/jsonp").is_json());
}

TEST(GuessType, LooksAtTheExtension) {
  EXPECT_EQ(guess_type("a.html").type, "text/html");
  EXPECT_EQ(guess_type("/x.y/A.JPG").type, "image/jpeg");
  EXPECT_EQ(guess_type("a.3gp").type, "video/3gpp");
  EXPECT_EQ(guess_type("a.zst").type, "application/zstd");
  EXPECT_EQ(guess_type("a.b.pdf").type, "application/pdf");
  for (const char* name :
       {"", "README", ".html", "..html", "x.pdf/", "x.pdf/y", "a.", "a.unknown"}) {
    EXPECT_EQ(guess_type(name).type, "") << name;
  }
}

TEST(GuessType, LooksThroughCompression) {
  EXPECT_EQ(guess_type("a.tar.gz").type, "application/x-tar");
  EXPECT_EQ(guess_type("a.tar.gz").encoding, "gzip");
  EXPECT_EQ(guess_type("a.css.br").encoding, "br");
  EXPECT_EQ(guess_type("a.tgz").type, "application/x-tar");
  EXPECT_EQ(guess_type("a.svgz").type, "image/svg+xml");
  EXPECT_EQ(guess_type("a.gz").type, "");
  EXPECT_EQ(guess_type("a.gz").encoding, "gzip");
}

TEST(WithCharset, AddsOneToText) {
  EXPECT_EQ(with_charset("text/html"), "text/html; charset=utf-8");
  EXPECT_EQ(with_charset("image/svg+xml"), "image/svg+xml; charset=utf-8");
  EXPECT_EQ(with_charset("text/plain; charset=latin1"), "text/plain; charset=latin1");
  EXPECT_EQ(with_charset("application/json"), "application/json");
  EXPECT_EQ(with_charset("image/png"), "image/png");
}

}  // namespace
}  // namespace carboy::core::http
