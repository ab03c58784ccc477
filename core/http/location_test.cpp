#include "core/http/location.h"

#include <gtest/gtest.h>

#include <string>

#include "core/http/idna.h"
#include "core/http/url_split.h"

namespace carboy::core::http {
namespace {

TEST(IriToUri, QuotesWhatIsNotAscii) {
  EXPECT_EQ(iri_to_uri("http://☃.net/påth?q=è&r=%DF#ä"),
            "http://xn--n3h.net/p%C3%A5th?q=%C3%A8&r=%DF#%C3%A4");
  EXPECT_EQ(iri_to_uri("/a b\"<>"), "/a%20b%22%3C%3E");
  EXPECT_EQ(iri_to_uri("/100%"), "/100%");
  EXPECT_EQ(iri_to_uri(""), "");
}

TEST(IriToUri, KeepsUserPortAndAddresses) {
  EXPECT_EQ(iri_to_uri("HTTP://üser:pä@Bücher.Example:8080"),
            "http://%C3%BCser:p%C3%A4@xn--bcher-kva.example:8080");
  EXPECT_EQ(iri_to_uri("http://[::1]:80/"), "http://[::1]:80/");
  EXPECT_EQ(iri_to_uri("http://[fe80::1%Eth]/"), "http://[fe80::1%Eth]/");
}

TEST(IriToUri, StaysRelativeAndRefusesNoTarget) {
  for (const char* url : {"a/b", "?x", "#y", "//evil.com/", "javascript:alert(1)", "mailto:a@b"}) {
    EXPECT_EQ(iri_to_uri(url), url);
  }
  EXPECT_EQ(iri_to_uri("////evil.com"), "////evil.com") << "a path stays a path";
}

TEST(IriToUri, ReturnsNothingForInvalidHosts) {
  for (const char* url : {"http://a..b/", "http://[::1/", "http://::1]/", "http://a:99999/",
                          "http://a:b/", "//\xFF/"}) {
    EXPECT_EQ(iri_to_uri(url), std::nullopt) << url;
  }
  EXPECT_EQ(iri_to_uri("http://" + std::string(64, 'a') + "/"), std::nullopt);
}

TEST(RedirectLocation, IsOneLine) {
  EXPECT_EQ(redirect_location("/é"), "/%C3%A9");
  EXPECT_EQ(redirect_location("/a\r\nSet-Cookie: b"), std::nullopt);
  EXPECT_EQ(iri_to_uri("  \x01/a\t\r\nb"), "/ab");
}

TEST(UriToIri, ResolvesWhatKeepsItsMeaning) {
  EXPECT_EQ(uri_to_iri("http://xn--n3h.net/p%C3%A5th?q=%C3%A8&r=%DF"),
            "http://☃.net/påth?q=è&r=%DF");
  EXPECT_EQ(uri_to_iri("/a%2Fb%3F%23%20%25%7E?a%26b%3D%2B#%2f%20"),
            "/a%2Fb%3F%23%20%25~?a%26b%3D%2B#/%20");
  EXPECT_EQ(uri_to_iri("/%C3%E2%82"), "/%C3%E2%82");
  EXPECT_EQ(uri_to_iri("http://xn--zzzzz-.com/"), "http://xn--zzzzz-.com/");
}

TEST(CurrentUrl, IsForPeople) {
  EXPECT_EQ(current_url("http", "a.b:81"), "http://a.b:81/");
  EXPECT_EQ(current_url("https", "xn--n3h.net", "/app/", "/ä b", "q=%C3%A9"),
            "https://☃.net/app/ä%20b?q=é");
}

TEST(RedirectPage, EscapesTheTarget) {
  const std::string page = redirect_page("/a?b&c\"><'");
  EXPECT_NE(page.find("<a href=\"/a?b&amp;c&#34;&gt;&lt;&#39;\">/a?b&amp;c&#34;&gt;&lt;&#39;</a>"),
            std::string::npos)
      << page;
}

TEST(Idna, EncodesAndDecodes) {
  EXPECT_EQ(idna_encoded("straße.例え.テスト"), "strasse.xn--r8jz45g.xn--zckzah");
  EXPECT_EQ(idna_encoded("A.Example."), "A.Example.");
  EXPECT_EQ(idna_encoded(std::string(2000, '\xC3')), std::nullopt);
  EXPECT_EQ(idna_decoded("www.xn--bcher-kva.xn--.example"), "www.bücher.xn--.example");
}

TEST(SplitUrl, GivesTheFiveParts) {
  const UrlParts parts = split_url("a+b://u@h:1/p;x?q?r#f#g");
  EXPECT_EQ(parts.scheme, "a+b");
  EXPECT_EQ(parts.authority, "u@h:1");
  EXPECT_EQ(parts.path, "/p;x");
  EXPECT_EQ(parts.query, "q?r");
  EXPECT_EQ(parts.fragment, "f#g");
  EXPECT_EQ(split_url("1a:b").scheme, "");
  EXPECT_EQ(split_url("//h?q").authority, "h");
}

}  // namespace
}  // namespace carboy::core::http
