// The views are in site.cpp; /echo answers with "METHOD target host body".
#include "core/server/testing/request_bytes.h"
#include "wire_case.h"

namespace carboy::http_test {
namespace {

using namespace std::string_literals;
using core::server::testing::get;

std::string echo(const std::string& fields, const std::string& body) {
  return "POST /echo HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n" + body;
}
std::string chunks(const std::string& body, const std::string& fields = "") {
  return echo("Transfer-Encoding: chunked\r\n" + fields, body);
}
Expected echoed(const std::string& text) { return {200, {"\r\n\r\n" + text}}; }

void add_lines(std::vector<WireCase>& cases) {
  const Expected hello{200, {"hello", "\r\nDate: "}};
  cases.insert(
      cases.end(),
      {
          {"empty_lines_come_before", "9112-2.2", "\r\n\r\n" + get("/hello"), {hello}},
          {"field_names_have_no_case",
           "9112-5",
           "GET /echo HTTP/1.1\r\nhOST: h\r\ncontent-LENGTH: 2\r\n\r\nhi",
           {echoed("GET /echo h hi")}},
          {"blanks_around_a_value",
           "9112-5.1",
           get("/field?X", "X: \t a b \t \r\n"),
           {{200, {"[a b]"}}}},
          {"no_blank_before_a_value", "9112-5.1", get("/field?X", "X:a\r\n"), {{200, {"[a]"}}}},
          {"an_empty_value", "9110-5.5", get("/field?X", "X:\r\n"), {{200, {"[]"}}}},
          {"a_value_of_high_bytes",
           "9110-5.5",
           get("/field?X", "X: \xe9\r\n"),
           {{200, {"[\xe9]"}}}},
          {"an_unknown_field", "9110-5.1", get("/hello", "X-Nobody-Knows: 1\r\n"), {hello}},
          {"fields_of_one_name_keep_their_order",
           "9110-5.3",
           get("/field?X", "X: a\r\nY: 0\r\nX: b\r\n"),
           {{200, {"[a][b]"}}}},
          {"a_target_of_8000_bytes",
           "9112-3",
           get("/echo?" + std::string(7990, 'x')),
           {{200, {"xxx h"}}}},
          {"version_1_0_without_host",
           "9112-3.2",
           "GET /hello HTTP/1.0\r\n\r\n",
           {hello},
           After::closes},
      });
}

void add_targets(std::vector<WireCase>& cases) {
  const auto line = [](const std::string& text) { return text + " HTTP/1.1\r\nHost: h\r\n\r\n"; };
  cases.insert(
      cases.end(),
      {
          {"absolute_form",
           "9112-3.2.2",
           line("GET http://ex.org/echo?a=1"),
           {echoed("GET /echo?a=1 ex.org ")}},
          {"absolute_form_wins_over_host",
           "9112-3.2.2",
           line("GET HTTP://other.example:81/echo"),
           {echoed("GET /echo other.example:81 ")}},
          {"absolute_form_without_a_path",
           "9112-3.2.1",
           line("GET http://ex.org"),
           {{200, {"root"}}}},
          {"absolute_form_needs_a_host",
           "9110-4.2.1",
           line("GET http:///echo"),
           {{400}},
           After::closes,
           "HTTP/1.1\r\n"},
          {"absolute_form_with_a_user",
           "9110-4.2.4",
           line("GET http://u@ex.org/echo"),
           {{400}},
           After::closes,
           "HTTP/1.1\r\n"},
          {"absolute_form_of_another_scheme",
           "9112-3.2",
           line("GET ftp://ex.org/echo"),
           {{400}},
           After::closes,
           "HTTP/1.1\r\n"},
          {"options_for_the_server", "9112-3.2.4", line("OPTIONS *"), {{200, {}, {}, {"hello"}}}},
          {"options_for_the_server_in_absolute_form",
           "9112-3.2.4",
           line("OPTIONS http://ex.org"),
           {{200}}},
          {"connect_is_for_proxies",
           "9110-9.3.6",
           "CONNECT ex.org:80 HTTP/1.1\r\nHost: ex.org:80\r\n\r\n",
           {{501}},
           After::closes,
           "HTTP/1.1\r\n"},
          {"a_percent_sign_alone", "9112-3", line("GET /hello%"), {{400}}},
          {"an_encoded_nul", "9110-4.2.5", line("GET /hello%00"), {{400}}},
          {"dots_lead_nowhere",
           "9110-17.3",
           line("GET /files/../../etc/passwd"),
           {{404, {}, {}, {"root:"}}}},
          {"encoded_dots_lead_nowhere",
           "9110-17.3",
           line("GET /files/%2e%2e/%2e%2e/etc/passwd"),
           {{404, {}, {}, {"root:"}}}},
      });
}

void add_bodies(std::vector<WireCase>& cases) {
  cases.insert(
      cases.end(),
      {
          {"a_body_of_known_length",
           "9112-6.2",
           echo("Content-Length: 5\r\n", "hello"),
           {echoed("POST /echo h hello")}},
          {"a_body_of_no_bytes",
           "9112-6.3",
           echo("Content-Length: 0\r\n", ""),
           {echoed("POST /echo h ")}},
          {"neither_length_nor_coding_is_no_body",
           "9112-6.3",
           echo("", "") + get("/echo"),
           {echoed("POST /echo h "), echoed("GET /echo h ")}},
          {"a_get_with_a_body",
           "9110-9.3.1",
           get("/echo", "Content-Length: 2\r\n") + "hi" + get("/hello"),
           {echoed("GET /echo h hi"), {200, {"hello"}}}},
          {"a_length_with_leading_zeros",
           "9110-8.6",
           echo("Content-Length: 0005\r\n", "hello"),
           {echoed("POST /echo h hello")}},
          {"a_body_nobody_reads",
           "9112-9.3",
           "POST /hello HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nGET /" + get("/hello"),
           {{405}, {200, {"hello"}}}},
          {"chunks",
           "9112-7.1",
           chunks("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"),
           {echoed("POST /echo h hello world")}},
          {"no_chunks", "9112-7.1", chunks("0\r\n\r\n"), {echoed("POST /echo h ")}},
          {"a_chunk_size_in_either_case",
           "9112-7.1",
           chunks("A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n"),
           {echoed("POST /echo h 01234567890123456789")}},
          {"a_chunk_size_with_leading_zeros",
           "9112-7.1",
           chunks("0005\r\nhello\r\n000\r\n\r\n"),
           {echoed("POST /echo h hello")}},
          {"chunk_extensions_are_ignored",
           "9112-7.1.1",
           chunks("5;a;b=1;c=\"x;y\"\r\nhello\r\n0;last\r\n\r\n"),
           {echoed("POST /echo h hello")}},
          {"trailers_are_dropped",
           "9112-7.1.2",
           "POST /field?X HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nX: "
           "a\r\n\r\n5\r\nhello\r\n0\r\nX: b\r\n\r\n",
           {{200, {"[a]"}, {}, {"[b]"}}}},
          {"a_coding_has_no_case",
           "9112-7",
           echo("Transfer-Encoding: CHUNKED\r\n", "2\r\nhi\r\n0\r\n\r\n"),
           {echoed("POST /echo h hi")}},
          {"chunks_and_the_next_request",
           "9112-7.1.3",
           chunks("2\r\nhi\r\n0\r\n\r\n") + get("/hello"),
           {echoed("POST /echo h hi"), {200, {"hello"}}}},
      });
}

void add_connections(std::vector<WireCase>& cases) {
  const Expected hello{200, {"hello"}, {"Connection:"}};
  const Expected last{200, {"hello", "Connection: close\r\n"}};
  const Expected kept{200, {"hello", "Connection: keep-alive\r\n", "HTTP/1.1 200 OK"}};
  const std::string old = "GET /hello HTTP/1.0\r\n";
  cases.insert(
      cases.end(),
      {
          {"version_1_1_stays",
           "9112-9.3",
           get("/hello") + get("/pool") + get("/hello"),
           {hello, {200, {"pooled"}}, hello}},
          {"pipelined_requests_in_order",
           "9112-9.3.2",
           get("/pool") + get("/echo?1") + echo("Content-Length: 2\r\n", "hi") + get("/stream") +
               get("/missing") + chunks("1\r\nx\r\n0\r\n\r\n"),
           {{200, {"pooled"}},
            echoed("GET /echo?1 h "),
            echoed("POST /echo h hi"),
            {200, {"one two three"}},
            {404},
            echoed("POST /echo h x")}},
          {"close_is_the_last",
           "9112-9.6",
           get("/hello", "Connection: close\r\n") + get("/echo"),
           {last},
           After::closes},
          {"close_in_a_list",
           "9112-9.6",
           get("/hello", "Connection: x, CLOSE\r\n"),
           {last},
           After::closes},
          {"close_in_a_second_field",
           "9112-9.6",
           get("/hello", "Connection: x\r\nConnection: close\r\n"),
           {last},
           After::closes},
          {"keep_alive_of_1_1_says_nothing",
           "9112-9.3",
           get("/hello", "Connection: keep-alive\r\n"),
           {hello}},
          {"a_view_that_closes",
           "9112-9.6",
           get("/bye") + get("/hello"),
           {{200, {"bye", "Connection: close\r\n"}}},
           After::closes},
          {"version_1_0_closes", "9112-9.3", old + "\r\n" + get("/hello"), {last}, After::closes},
          {"version_1_0_stays_when_asked",
           "9112-9.3",
           old + "Connection: Keep-Alive\r\n\r\n",
           {kept}},
          {"version_1_0_with_a_length",
           "9112-6.3",
           "POST /echo HTTP/1.0\r\nContent-Length: 2\r\n\r\nhi",
           {echoed("POST /echo - hi")},
           After::closes},
          {"version_1_0_gets_no_chunks",
           "9112-6.1",
           "GET /stream HTTP/1.0\r\n\r\n",
           {{200, {"one two three"}, {"Transfer-Encoding", "Content-Length"}}},
           After::closes},
          {"version_1_0_stream_ends_the_connection",
           "9112-6.3",
           "GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
           {{200, {"Connection: close\r\n"}}},
           After::closes},
          {"an_upgrade_is_ignored",
           "9110-7.8",
           get("/hello",
               "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA\r\n"),
           {hello}},
          {"a_bad_one_after_good_ones",
           "9112-2.2",
           get("/hello") + get("/pool") + "BAD\r\n\r\n" + get("/hello"),
           {hello, {200, {"pooled"}}, {400, {"Connection: close\r\n"}}},
           After::closes,
           "BAD\r"},
      });
}

}  // namespace

std::vector<WireCase> message_cases() {
  std::vector<WireCase> cases;
  add_lines(cases);
  add_targets(cases);
  add_bodies(cases);
  add_connections(cases);
  return cases;
}

}  // namespace carboy::http_test
