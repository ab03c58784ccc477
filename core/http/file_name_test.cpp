#include "core/http/file_name.h"

#include <gtest/gtest.h>

#include "core/http/safe_path.h"

namespace carboy::core::http {
namespace {

TEST(SecureFilename, KeepsWhatIsSafe) {
  EXPECT_EQ(secure_filename("My cool  movie.mov"), "My_cool_movie.mov");
  EXPECT_EQ(secure_filename("../../../etc/passwd"), "etc_passwd");
  EXPECT_EQ(secure_filename("i contain cool ümläuts.txt"), "i_contain_cool_umlauts.txt");
  EXPECT_EQ(secure_filename("C:\\dir\\x.txt"), "Cdirx.txt");
  EXPECT_EQ(secure_filename("ﬁle ①½.txt"), "file_112.txt");
  EXPECT_EQ(secure_filename("__a.b__"), "a.b");
  EXPECT_EQ(secure_filename(std::string_view("a\0b\r\nc", 6)), "ab_c");
  for (const char* name : {"", ".", "..", "/", "名前", "._", "\xFF"}) {
    EXPECT_EQ(secure_filename(name), "") << name;
  }
}

TEST(ContentDisposition, NamesFilesInAnyLanguage) {
  EXPECT_EQ(content_disposition(Disposition::attachment, "report.pdf"),
            "attachment; filename=report.pdf");
  EXPECT_EQ(content_disposition(Disposition::inline_, "a \"b\".txt"),
            "inline; filename=\"a \\\"b\\\".txt\"");
  EXPECT_EQ(content_disposition(Disposition::attachment, "Ñandú／pingüino.txt"),
            "attachment; filename=\"Nandu/pinguino.txt\"; "
            "filename*=UTF-8''%C3%91and%C3%BA%EF%BC%8Fping%C3%BCino.txt");
  EXPECT_EQ(content_disposition(Disposition::attachment, "名"),
            "attachment; filename=\"\"; filename*=UTF-8''%E5%90%8D");
  EXPECT_EQ(content_disposition(Disposition::attachment, "a\r\nX: y"),
            "attachment; filename=\"aX: y\"");
}

TEST(SafeJoin, StaysWithinTheFolder) {
  EXPECT_EQ(safe_join("foo", "bar/baz"), "foo/bar/baz");
  EXPECT_EQ(safe_join("foo", "a/../b//c/./d"), "foo/b/c/d");
  EXPECT_EQ(safe_join("foo/", "..x/...y"), "foo/..x/...y");
  EXPECT_EQ(safe_join("", "a"), "./a");
  EXPECT_EQ(safe_join("/", "a"), "/a");
  EXPECT_EQ(safe_join("foo", ""), "foo");
  const std::string_view parts[] = {"a", "", "b"};
  EXPECT_EQ(safe_join("foo", parts), "foo/a/b");
}

TEST(SafeJoin, RefusesWhatLeadsOut) {
  for (const std::string_view path :
       {std::string_view("../bar"), std::string_view("/bar"), std::string_view("//bar"),
        std::string_view("a/../../b"), std::string_view(".."), std::string_view("a/../.."),
        std::string_view("./../a"), std::string_view("a\0b", 3)}) {
    EXPECT_EQ(safe_join("foo", path), std::nullopt) << path;
  }
  const std::string_view parts[] = {"a", "../b"};
  EXPECT_EQ(safe_join("foo", parts), std::nullopt);
}

TEST(NormalizedPath, IsAsPosixpathHasIt) {
  EXPECT_EQ(normalized_path(""), ".");
  EXPECT_EQ(normalized_path("//a/../../b"), "//b");
  EXPECT_EQ(normalized_path("///a/."), "/a");
  EXPECT_EQ(normalized_path("../../a/.."), "../..");
}

}  // namespace
}  // namespace carboy::core::http
