#include "core/http/form.h"

#include <gtest/gtest.h>

#include <string>

namespace carboy::core::http {
namespace {

constexpr std::string_view kUrlEncoded = "application/x-www-form-urlencoded";

TEST(Form, ReadsUrlencodedFields) {
  Form form;
  EXPECT_EQ(form_of("Application/X-WWW-form-urlencoded; charset=utf-8", "a=1&b=%C3%A9+x", {}, form),
            FormError::none);
  EXPECT_EQ(form.fields.first("b"), "é x");
  EXPECT_FALSE(form.is_malformed);
}

TEST(Form, ReadsPieces) {
  Form form;
  FormReader reader(kUrlEncoded, {}, form);
  EXPECT_TRUE(reader.is_form());
  for (const char* piece : {"a", "=1&", "", "b=%", "4", "1"}) {
    EXPECT_EQ(reader.feed(piece), FormError::none);
  }
  EXPECT_EQ(reader.finish(), FormError::none);
  EXPECT_EQ(form.fields.first("b"), "A");
}

TEST(Form, TakesNothingOfOtherTypes) {
  Form form;
  form.fields.add("left", "over");
  FormReader reader("application/json", {}, form);
  EXPECT_FALSE(reader.is_form());
  EXPECT_EQ(reader.feed("a=1"), FormError::none);
  EXPECT_EQ(reader.finish(), FormError::none);
  EXPECT_TRUE(form.fields.empty());
  EXPECT_FALSE(is_form_type("text/plain"));
  EXPECT_TRUE(is_form_type("multipart/form-data; boundary=x"));
}

TEST(Form, IsMalformedWhenTheBodyIsNoUtf8) {
  Form form;
  EXPECT_EQ(form_of(kUrlEncoded, "a=\xFF", {}, form), FormError::none);
  EXPECT_TRUE(form.is_malformed);
  EXPECT_TRUE(form.fields.empty());
}

TEST(Form, HoldsItsLimits) {
  Form form;
  FormLimits limits;
  limits.max_form_memory = 5;
  EXPECT_EQ(form_of(kUrlEncoded, "a=123", limits, form), FormError::none);
  EXPECT_EQ(form_of(kUrlEncoded, "a=1234", limits, form), FormError::too_much_memory);
  limits = {};
  limits.max_pairs = 2;
  EXPECT_EQ(form_of(kUrlEncoded, "a&b&c", limits, form), FormError::too_many_pairs);
  EXPECT_TRUE(form.fields.empty());
  limits = {};
  limits.max_content_length = 3;
  EXPECT_EQ(form_of(kUrlEncoded, "a=12", limits, form), FormError::too_large);
  EXPECT_EQ(form_of("multipart/form-data; boundary=x", "--x--", limits, form),
            FormError::too_large);
  EXPECT_EQ(http_status(FormError::too_large), 413);
  EXPECT_EQ(http_status(FormError::none), 200);
}

TEST(Form, AnErrorIsFinal) {
  Form form;
  FormLimits limits;
  limits.max_form_memory = 3;
  FormReader reader(kUrlEncoded, limits, form);
  EXPECT_EQ(reader.feed("a=12"), FormError::too_much_memory);
  EXPECT_EQ(reader.feed("x"), FormError::too_much_memory);
  EXPECT_EQ(reader.finish(), FormError::too_much_memory);
  EXPECT_TRUE(form.fields.empty());
}

}  // namespace
}  // namespace carboy::core::http
