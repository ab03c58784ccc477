#include "core/server/testing/request_bytes.h"
#include "wire_case.h"

namespace carboy::http_test {
namespace {

using namespace std::string_literals;
using core::server::testing::get;

std::string ask(const std::string& method, const std::string& target,
                const std::string& fields = "") {
  return method + " " + target + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
}

void add_methods(std::vector<WireCase>& cases) {
  cases.insert(
      cases.end(),
      {
          {"head_is_get_without_a_body",
           "9110-9.3.2",
           ask("HEAD", "/hello") + get("/hello"),
           {{200, {"Content-Length: 5\r\n"}, {}, {}, true}, {200, {"hello"}}}},
          {"head_of_a_stream", "9110-9.3.2", ask("HEAD", "/stream"), {{200, {}, {}, {}, true}}},
          {"head_of_a_file",
           "9110-9.3.2",
           ask("HEAD", "/files/alphabet.txt"),
           {{200, {"Content-Length: 26\r\n", "Last-Modified: "}, {}, {}, true}}},
          {"head_of_nothing", "9110-9.3.2", ask("HEAD", "/missing"), {{404, {}, {}, {}, true}}},
          {"head_for_an_old_client",
           "9110-9.3.2",
           "HEAD /hello HTTP/1.0\r\n\r\n",
           {{200, {"Content-Length: 5\r\n"}, {}, {}, true}},
           After::closes},
          {"options_names_the_methods",
           "9110-9.3.7",
           ask("OPTIONS", "/hello"),
           {{200, {"Allow: GET, HEAD, OPTIONS\r\n"}}}},
          {"a_method_not_allowed_here",
           "9110-15.5.6",
           ask("DELETE", "/hello"),
           {{405, {"Allow: GET, HEAD, OPTIONS\r\n"}}}},
          {"a_method_nobody_knows",
           "9110-9.1",
           ask("BREW", "/hello"),
           {{405, {"Allow: GET, HEAD, OPTIONS\r\n"}}}},
          {"trace_echoes_nothing",
           "9110-9.3.8",
           ask("TRACE", "/hello", "Cookie: secret=1\r\n"),
           {{405, {}, {"secret"}, {"secret"}}}},
          {"put_and_delete_reach_the_view",
           "9110-9.3.4",
           "PUT /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi" + ask("DELETE", "/echo") +
               ask("PATCH", "/echo"),
           {{200, {"PUT /echo h hi"}}, {200, {"DELETE /echo h "}}, {200, {"PATCH /echo h "}}}},
      });
}

void add_statuses(std::vector<WireCase>& cases) {
  cases.insert(
      cases.end(),
      {
          {"status_204_has_no_body",
           "9110-15.3.5",
           get("/status/204") + get("/hello"),
           {{204, {}, {"Content-Length", "Transfer-Encoding"}, {"never seen"}}, {200, {"hello"}}}},
          {"status_304_has_no_body",
           "9110-15.4.5",
           get("/status/304") + get("/hello"),
           {{304, {}, {"Transfer-Encoding"}, {"never seen"}}, {200, {"hello"}}}},
          {"status_205_has_no_content",
           "9110-15.3.6",
           get("/status/205") + get("/hello"),
           {{205, {"Content-Length: 0\r\n"}, {}, {"never seen"}}, {200, {"hello"}}}},
          {"status_201_names_the_new_one",
           "9110-15.3.2",
           get("/made"),
           {{201, {"Location: /made/7\r\n"}}}},
          {"a_redirect_has_a_location",
           "9110-15.4",
           get("/docs"),
           {{308, {"Location: http://h/docs/\r\n"}}}},
          {"a_throwing_view_is_a_500",
           "9110-15.6.1",
           get("/throws") + get("/hello"),
           {{500, {"Content-Length: "}, {"the reason"}, {"the reason"}}, {200, {"hello"}}}},
          {"a_status_of_no_class_is_a_500", "9110-15", get("/status/99"), {{500}}},
          {"a_missing_page", "9110-15.5.5", get("/missing"), {{404, {"Content-Type: text/html"}}}},
          {"an_unknown_expectation",
           "9110-10.1.1",
           ask("POST", "/echo", "Expect: a-miracle\r\nContent-Length: 2\r\n") + "hi",
           {{417, {"Connection: close\r\n"}}},
           After::closes,
           "a-miracle\r\n"},
          {"an_old_client_expects_nothing",
           "9110-10.1.1",
           "POST /echo HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi",
           {{200, {"POST /echo - hi"}}},
           After::closes},
          {"no_continue_without_a_body",
           "9110-10.1.1",
           get("/hello", "Expect: 100-continue\r\n"),
           {{200, {"hello"}}}},
          {"too_large_for_the_server",
           "9110-15.5.14",
           ask("POST", "/echo", "Content-Length: 20000000\r\n"),
           {{413, {"Connection: close\r\n"}}},
           After::closes,
           "20000000\r\n"},
          {"too_large_and_expected",
           "9110-10.1.1",
           ask("POST", "/echo", "Expect: 100-continue\r\nContent-Length: 20000000\r\n"),
           {{413, {"Connection: close\r\n"}}},
           After::closes,
           "20000000\r\n"},
          {"a_cookie_of_17_kilobytes",
           "9110-5.4",
           get("/all", "Cookie: a=" + std::string(17'000, 'x') + "\r\n"),
           {{431, {"Connection: close\r\n"}}},
           After::closes},
          {"a_cookie_of_8_kilobytes",
           "9110-5.4",
           get("/all", "Cookie: a=" + std::string(8'000, 'x') + "\r\n"),
           {{200}}},
      });
}

void add_fields(std::vector<WireCase>& cases) {
  cases.insert(cases.end(),
               {
                   {"every_set_cookie_has_its_line",
                    "9110-5.3",
                    get("/cookies"),
                    {{200, {"Set-Cookie: a=1; ", "Set-Cookie: b=2; "}}}},
                   {"a_line_end_in_a_value_is_the_views_error",
                    "9110-5.5",
                    get("/inject?cr") + get("/inject?nul") + get("/hello"),
                    {{500, {}, {"Injected"}, {"Injected"}},
                     {500, {}, {"Injected"}, {"Injected"}},
                     {200, {"hello"}}}},
                   {"a_date_in_every_answer",
                    "9110-6.6.1",
                    get("/hello") + get("/missing") + get("/throws"),
                    {{200, {" GMT\r\n"}}, {404, {" GMT\r\n"}}, {500, {" GMT\r\n"}}}},
                   {"an_unknown_length_is_chunked",
                    "9112-6.1",
                    get("/stream"),
                    {{200, {"Transfer-Encoding: chunked\r\n"}, {"Content-Length"}}}},
                   {"a_known_length_is_sent",
                    "9110-8.6",
                    get("/hello"),
                    {{200, {"Content-Length: 5\r\n"}, {"Transfer-Encoding"}}}},
                   {"the_views_own_framing_is_ours",
                    "9112-6.2",
                    get("/lies"),
                    {{200, {"Content-Length: 5\r\n"}, {"Content-Length: 3", "gzip"}}}},
                   {"accept_picks_the_type",
                    "9110-12.5.1",
                    get("/book", "Accept: application/json, text/html;q=0.5\r\n"),
                    {{200, {"json"}}}},
                   {"accept_that_nothing_meets",
                    "9110-12.4.1",
                    get("/book", "Accept: image/png\r\n"),
                    {{200}}},
                   {"no_accept_takes_all", "9110-12.5.1", get("/book"), {{200, {"html"}}}},
                   {"without_credentials",
                    "9110-11.6.1",
                    get("/whoami"),
                    {{401, {"WWW-Authenticate: Basic realm=\"here\""}}}},
                   {"with_credentials",
                    "9110-11.4",
                    get("/whoami", "Authorization: bAsIc QWRhOnNlc2FtZQ==\r\n"),
                    {{200, {"Ada"}}}},
                   {"with_bad_credentials",
                    "9110-11.4",
                    get("/whoami", "Authorization: Basic ***\r\n"),
                    {{401}}},
                   {"a_media_type_has_no_case",
                    "9110-8.3.1",
                    ask("POST", "/form",
                        "Content-Type: Application/X-WWW-Form-URLencoded; "
                        "CHARSET=utf-8\r\nContent-Length: 6\r\n") +
                        "name=A",
                    {{200, {"[A]"}}}},
               });
}

}  // namespace

std::vector<WireCase> semantic_cases() {
  std::vector<WireCase> cases;
  add_methods(cases);
  add_statuses(cases);
  add_fields(cases);
  return cases;
}

}  // namespace carboy::http_test
