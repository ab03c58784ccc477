#include "core/http/multipart.h"

#include <gtest/gtest.h>

#include <string>

namespace carboy::core::http {
namespace {

constexpr std::string_view kMultipart = "multipart/form-data; boundary=foo";

std::string text_of(const Form& form) {
  std::string text = form.is_malformed ? "malformed" : "";
  for (const Pair& pair : form.fields.all()) {
    text.append(is_absent(pair.name) ? "(none)" : pair.name).append("=").append(pair.value) += '|';
  }
  for (const UploadedFile& file : form.files) {
    text.append(file.field()).append("/").append(file.filename()).append(":");
    text.append(file.view()) += '|';
  }
  return text;
}

// The form, or the error, which is the same however the body is cut.
std::string read_parts(std::string_view body, const FormLimits& limits = {}) {
  Form form;
  const FormError error = form_of(kMultipart, body, limits, form);
  std::string whole = error == FormError::none ? text_of(form) : std::string(describe(error));
  for (std::size_t size = 1; size < 40; ++size) {
    MultipartParser parser("foo", limits, form);
    form.clear();
    FormError found = FormError::none;
    for (std::size_t at = 0; at < body.size(); at += size)
      found = parser.feed(body.substr(at, size));
    if (found == FormError::none) found = parser.finish();
    EXPECT_EQ(found == FormError::none ? text_of(form) : std::string(describe(found)), whole)
        << "in pieces of " << size;
  }
  return whole;
}

std::string field(std::string_view name, std::string_view value) {
  return "--foo\r\nContent-Disposition: form-data; name=\"" + std::string(name) + "\"\r\n\r\n" +
         std::string(value) + "\r\n";
}

TEST(Multipart, ReadsFieldsAndFiles) {
  EXPECT_EQ(read_parts(field("a", "1") + field("b", "") +
                       "--foo\r\ncontent-disposition: form-data; name=f; filename=\"x.bin\"\r\n"
                       "Content-Type: a/b\r\n\r\nbytes\r\n--foo--\r\n"),
            "a=1|b=|f/x.bin:bytes|");
}

TEST(Multipart, KeepsWhatLooksLikeABoundary) {
  EXPECT_EQ(read_parts(field("a", "--foox\r\n--fo\r\n--foo-\r\nx--foo\r\n\r\n--\r\n--foo  x") +
                       "--foo--"),
            "a=--foox\r\n--fo\r\n--foo-\r\nx--foo\r\n\r\n--\r\n--foo  x|");
}

TEST(Multipart, TakesEveryLineEnd) {
  EXPECT_EQ(read_parts("--foo\nContent-Disposition: form-data; name=a\n\n1\n--foo--\n"), "a=1|");
  EXPECT_EQ(read_parts("--foo\rContent-Disposition: form-data; name=a\r\r1\r--foo--"), "a=1|");
  EXPECT_EQ(read_parts(field("a", "1\n") + "--foo  \t\r\n" + field("b", "2").substr(7) + "--foo--"),
            "a=1\n|b=2|");
}

TEST(Multipart, SkipsPreambleAndEpilogue) {
  EXPECT_EQ(
      read_parts("pre --fo --foo-\r\n" + field("a", "1") + "--foo-- \r\nepilogue\r\n--foo\r\n"),
      "a=1|");
  EXPECT_EQ(read_parts("--foo--"), "");
}

TEST(Multipart, ReadsFoldedHeadersAndPartsWithoutName) {
  EXPECT_EQ(read_parts("--foo\r\nContent-Disposition: form-data;\r\n\tname=a\r\n\r\n1\r\n--foo--"),
            "a=1|");
  EXPECT_EQ(read_parts("--foo\r\nContent-Disposition: form-data\r\n\r\n1\r\n--foo--"), "(none)=1|");
  EXPECT_EQ(
      read_parts("--foo\r\nContent-Disposition: form-data; filename=\"\"\r\n\r\n1\r\n--foo--"),
      "/:1|");
}

TEST(Multipart, DecodesTheCharsetOfAPart) {
  const std::string head =
      "--foo\r\nContent-Disposition: form-data; name=a\r\nContent-Type: x; charset=";
  EXPECT_EQ(read_parts(head + "ISO-8859-1\r\n\r\n\xE9\r\n--foo--"), "a=é|");
  EXPECT_EQ(read_parts(head + "ascii\r\n\r\n\xC3\xA9\r\n--foo--"), "a=\uFFFD\uFFFD|");
  EXPECT_EQ(read_parts(head + "koi8-r\r\n\r\né\xFF\r\n--foo--"), "a=é\uFFFD|");
}

TEST(Multipart, IsEmptyWhenItIsMalformed) {
  for (const std::string& body :
       {std::string(), std::string("--foo"), std::string("--foo\r\n"), field("a", "1"),
        field("a", "1") + "--foo", field("a", "1") + "--foo\r\nX: y\r\n\r\n1\r\n--foo--",
        field("a", "1") + "--foo\r\n\r\n1\r\n--foo--",
        std::string("--foo\r\nContent-Disposition: form-data; name=\"\xFF\"\r\n\r\n1\r\n--foo--"),
        std::string(100'000, '-'), field("a", "1") + "--foo" + std::string(100'000, ' ')}) {
    EXPECT_EQ(read_parts(body), "malformed") << body.substr(0, 200);
  }
  Form form;
  for (const char* type : {"multipart/form-data", "multipart/form-data; boundary=",
                           "multipart/form-data; boundary=\"é\""}) {
    EXPECT_EQ(form_of(type, field("a", "1") + "--foo--", {}, form), FormError::none);
    EXPECT_EQ(text_of(form), "malformed") << type;
  }
}

TEST(Multipart, HoldsItsLimits) {
  FormLimits limits;
  limits.max_form_parts = 2;
  EXPECT_EQ(read_parts(field("a", "") + field("b", "") + "--foo--", limits), "a=|b=|");
  EXPECT_EQ(read_parts(field("a", "") + field("b", "") + field("c", "") + "--foo--", limits),
            describe(FormError::too_many_parts));
  limits = {};
  limits.max_form_memory = 70'000;
  const std::string large(40'000, 'x');
  Form form;
  EXPECT_EQ(form_of(kMultipart, field("a", large) + "--foo--", limits, form), FormError::none);
  EXPECT_EQ(form_of(kMultipart, field("a", large) + field("b", large) + "--foo--", limits, form),
            FormError::too_much_memory);
  EXPECT_EQ(form.fields.size(), 0U);
  limits.max_form_memory = 60;
  EXPECT_EQ(read_parts(field("a", "1") + "--foo--", limits), describe(FormError::too_much_memory))
      << "a small limit is one of the body";
  limits = {};
  limits.max_part_header = 50;
  EXPECT_EQ(read_parts(field("a", "1") + "--foo--", limits), "a=1|");
  EXPECT_EQ(read_parts(field("much-much-longer", "1") + "--foo--", limits),
            describe(FormError::part_header_too_large));
}

TEST(Multipart, BoundsFiles) {
  FormLimits limits;
  limits.max_file_size = 3;
  const std::string head = "--foo\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\n";
  EXPECT_EQ(read_parts(head + "123\r\n--foo--", limits), "f/x:123|");
  EXPECT_EQ(read_parts(head + "1234\r\n--foo--", limits), describe(FormError::file_too_large));
  EXPECT_EQ(http_status(FormError::file_too_large), 413);
}

TEST(Multipart, PutsLargeFilesOnTheDisk) {
  FormLimits limits;
  limits.spill_above = 1000;
  const std::string head = "--foo\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\n";
  std::string body, large(3'000'000, 'x');
  for (std::size_t i = 0; i < large.size(); i += 100) large[i] = static_cast<char>('a' + i % 26);
  for (const std::string& content : {large, std::string(900, 'a'), std::string(1001, 'b')}) {
    body += head + content + "\r\n";
  }
  Form form;
  ASSERT_EQ(form_of(kMultipart, body + "--foo--", limits, form), FormError::none);
  ASSERT_EQ(form.files.size(), 3U);
  EXPECT_FALSE(form.files[0].is_in_memory());
  EXPECT_EQ(form.files[0].view(), large);
  EXPECT_TRUE(form.files[1].is_in_memory());
  EXPECT_EQ(form.files[1].view(), std::string(900, 'a'));
  EXPECT_EQ(form.files[2].view(), std::string(1001, 'b'));
}

TEST(Multipart, ManyFilesDoNotFillTheMemory) {
  FormLimits limits;
  limits.spill_above = 1000;
  std::string body;
  for (int i = 0; i < 100; ++i) {
    body += "--foo\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\n" +
            std::string(900, static_cast<char>('a' + i % 26)) + "\r\n";
  }
  Form form;
  ASSERT_EQ(form_of(kMultipart, body + "--foo--", limits, form), FormError::none);
  std::size_t in_memory = 0;
  for (int i = 0; i < 100; ++i) {
    const UploadedFile& file = form.files[static_cast<std::size_t>(i)];
    EXPECT_EQ(file.view(), std::string(900, static_cast<char>('a' + i % 26)));
    if (file.is_in_memory()) in_memory += file.size();
  }
  EXPECT_LE(in_memory, 4000U);
}

TEST(Multipart, ReportsAMissingFolder) {
  FormLimits limits;
  limits.spill_above = 10;
  limits.folder = "/no/such/folder";
  Form form;
  EXPECT_EQ(form_of(kMultipart,
                    "--foo\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\n" +
                        std::string(100, 'x') + "\r\n--foo--",
                    limits, form),
            FormError::storage);
  EXPECT_EQ(form.storage_error, "No such file or directory");
  EXPECT_EQ(http_status(FormError::storage), 500);
}

}  // namespace
}  // namespace carboy::core::http
