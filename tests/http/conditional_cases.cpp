// /page is "abcdefghijklmnopqrstuvwxyz" with the tag "v1", last modified on Sun, 06 Nov 1994
// 08:49:37 GMT; POST and PUT change it. /files/alphabet.txt is a file with the same text.
#include "core/server/testing/request_bytes.h"
#include "wire_case.h"

namespace carboy::http_test {
namespace {

using core::server::testing::get;

const std::string kThen = "Sun, 06 Nov 1994 08:49:37 GMT";
const std::string kBefore = "Sat, 05 Nov 1994 08:49:37 GMT";
const std::string kAfter = "Mon, 07 Nov 1994 08:49:37 GMT";

std::string page(const std::string& fields) { return get("/page", fields); }
std::string change(const std::string& fields) {
  return "PUT /page HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n" + fields + "\r\n";
}
std::string range(const std::string& text) { return page("Range: " + text + "\r\n"); }

const Expected kWhole{200, {"ETag: \"v1\"", "abcdefghijklmnopqrstuvwxyz"}, {"Content-Range"}};
const Expected kNotModified{304, {"ETag: \"v1\""}, {"Content-Type"}, {"abcdef"}};
const Expected kFailed{412, {}, {}, {"abcdef"}};
const Expected kUnsatisfiable{416, {"Content-Range: bytes */26\r\n"}, {}, {"abcdef"}};

Expected part(const std::string& range, const std::string& text) {
  return {206,
          {"Content-Range: bytes " + range + "/26\r\n",
           "Content-Length: " + std::to_string(text.size()) + "\r\n", "\r\n\r\n" + text,
           "ETag: \"v1\"", "Date: "}};
}

void add_conditions(std::vector<WireCase>& cases) {
  cases.insert(
      cases.end(),
      {
          {"none_match_has_it", "9110-13.1.2", page("If-None-Match: \"v1\"\r\n"), {kNotModified}},
          {"none_match_compares_weakly",
           "9110-13.1.2",
           page("If-None-Match: W/\"v1\"\r\n"),
           {kNotModified}},
          {"none_match_of_a_list",
           "9110-13.1.2",
           page("If-None-Match: \"a,b\", \"v1\"\r\n"),
           {kNotModified}},
          {"none_match_of_anything", "9110-13.1.2", page("If-None-Match: *\r\n"), {kNotModified}},
          {"none_match_of_another", "9110-13.1.2", page("If-None-Match: \"v2\"\r\n"), {kWhole}},
          {"none_match_and_head",
           "9110-13.1.2",
           "HEAD /page HTTP/1.1\r\nHost: h\r\nIf-None-Match: \"v1\"\r\n\r\n",
           {{304, {"ETag: \"v1\""}, {}, {}, true}}},
          {"none_match_and_a_change", "9110-13.1.2", change("If-None-Match: *\r\n"), {kFailed}},
          {"match_has_it", "9110-13.1.1", page("If-Match: \"v0\", \"v1\"\r\n"), {kWhole}},
          {"match_of_another", "9110-13.1.1", page("If-Match: \"v2\"\r\n"), {kFailed}},
          {"match_compares_strongly", "9110-13.1.1", page("If-Match: W/\"v1\"\r\n"), {kFailed}},
          {"match_of_anything", "9110-13.1.1", page("If-Match: *\r\n"), {kWhole}},
          {"match_and_a_change", "9110-13.1.1", change("If-Match: \"v2\"\r\n"), {kFailed}},
          {"not_modified_since",
           "9110-13.1.3",
           page("If-Modified-Since: " + kThen + "\r\n"),
           {kNotModified}},
          {"modified_since",
           "9110-13.1.3",
           page("If-Modified-Since: " + kBefore + "\r\n"),
           {kWhole}},
          {"modified_since_in_the_form_of_rfc_850",
           "9110-5.6.7",
           page("If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT\r\n"),
           {kNotModified}},
          {"modified_since_in_the_form_of_asctime",
           "9110-5.6.7",
           page("If-Modified-Since: Sun Nov  6 08:49:37 1994\r\n"),
           {kNotModified}},
          {"modified_since_of_no_date",
           "9110-13.1.3",
           page("If-Modified-Since: yesterday\r\n"),
           {kWhole}},
          {"modified_since_yields_to_none_match",
           "9110-13.1.3",
           page("If-None-Match: \"v2\"\r\nIf-Modified-Since: " + kThen + "\r\n"),
           {kWhole}},
          {"unmodified_since",
           "9110-13.1.4",
           page("If-Unmodified-Since: " + kThen + "\r\n"),
           {kWhole}},
          {"not_unmodified_since",
           "9110-13.1.4",
           page("If-Unmodified-Since: " + kBefore + "\r\n"),
           {kFailed}},
          {"unmodified_since_yields_to_match",
           "9110-13.1.4",
           page("If-Match: \"v1\"\r\nIf-Unmodified-Since: " + kBefore + "\r\n"),
           {kWhole}},
          {"match_comes_before_none_match",
           "9110-13.2.2",
           page("If-Match: \"v2\"\r\nIf-None-Match: \"v1\"\r\n"),
           {kFailed}},
          {"conditions_do_not_change_an_error",
           "9110-13.2.1",
           get("/missing", "If-None-Match: *\r\n"),
           {{404}}},
      });
}

void add_ranges(std::vector<WireCase>& cases) {
  cases.insert(
      cases.end(),
      {
          {"ranges_are_offered", "9110-14.3", page(""), {{200, {"Accept-Ranges: bytes\r\n"}}}},
          {"a_range", "9110-14.2", range("bytes=2-4"), {part("2-4", "cde")}},
          {"a_range_of_one_byte", "9110-14.1.2", range("bytes=0-0"), {part("0-0", "a")}},
          {"a_range_to_the_end", "9110-14.1.2", range("bytes=23-"), {part("23-25", "xyz")}},
          {"a_range_past_the_end", "9110-14.1.2", range("bytes=23-999"), {part("23-25", "xyz")}},
          {"the_last_bytes", "9110-14.1.2", range("bytes=-3"), {part("23-25", "xyz")}},
          {"more_last_bytes_than_there_are",
           "9110-14.1.2",
           range("bytes=-99"),
           {part("0-25", "abcdefghijklmnopqrstuvwxyz")}},
          {"a_range_after_the_end", "9110-15.5.17", range("bytes=26-"), {kUnsatisfiable}},
          {"no_last_bytes", "9110-14.1.2", range("bytes=-0"), {kUnsatisfiable}},
          {"several_ranges_get_the_whole", "9110-14.2", range("bytes=0-1,4-5"), {kWhole}},
          {"a_thousand_ranges_get_the_whole",
           "9110-17.15",
           range([] {
             std::string many = "bytes=0-";
             for (int i = 0; i < 1000; ++i) many += ",0-";
             return many;
           }()),
           {kWhole}},
          {"a_range_backwards", "9110-14.1.1", range("bytes=4-2"), {kWhole}},
          {"a_range_of_junk", "9110-14.2", range("bytes=x-y"), {kWhole}},
          {"a_range_of_huge_numbers",
           "9110-14.1.2",
           range("bytes=99999999999999999999-"),
           {kUnsatisfiable}},
          {"a_range_in_another_unit", "9110-14.2", range("lines=1-2"), {kWhole}},
          {"a_range_and_head",
           "9110-14.2",
           "HEAD /page HTTP/1.1\r\nHost: h\r\nRange: bytes=0-1\r\n\r\n",
           {{200, {"Content-Length: 26\r\n"}, {}, {}, true}}},
          {"if_range_has_it",
           "9110-13.1.5",
           page("Range: bytes=0-1\r\nIf-Range: \"v1\"\r\n"),
           {part("0-1", "ab")}},
          {"if_range_of_another",
           "9110-13.1.5",
           page("Range: bytes=0-1\r\nIf-Range: \"v2\"\r\n"),
           {kWhole}},
          {"if_range_compares_strongly",
           "9110-13.1.5",
           page("Range: bytes=0-1\r\nIf-Range: W/\"v1\"\r\n"),
           {kWhole}},
          {"if_range_of_its_date",
           "9110-13.1.5",
           page("Range: bytes=0-1\r\nIf-Range: " + kThen + "\r\n"),
           {part("0-1", "ab")}},
          {"if_range_of_another_date",
           "9110-13.1.5",
           page("Range: bytes=0-1\r\nIf-Range: " + kAfter + "\r\n"),
           {kWhole}},
          {"if_range_alone", "9110-13.1.5", page("If-Range: \"v2\"\r\n"), {kWhole}},
          {"not_modified_comes_before_a_range",
           "9110-13.2.2",
           page("Range: bytes=0-1\r\nIf-None-Match: \"v1\"\r\n"),
           {kNotModified}},
          {"a_range_of_a_file",
           "9110-14.2",
           get("/files/alphabet.txt", "Range: bytes=2-4\r\n"),
           {{206, {"Content-Range: bytes 2-4/26\r\n", "\r\n\r\ncde"}}}},
          {"a_file_not_modified",
           "9110-13.1.2",
           get("/files/alphabet.txt", "If-None-Match: *\r\n"),
           {{304, {"ETag: "}}}},
      });
}

}  // namespace

std::vector<WireCase> conditional_cases() {
  std::vector<WireCase> cases;
  add_conditions(cases);
  add_ranges(cases);
  return cases;
}

}  // namespace carboy::http_test
