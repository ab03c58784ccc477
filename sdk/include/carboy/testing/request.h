// What a client of the test kit sends (Werkzeug's EnvironBuilder).
//
// Thread rule: plain values.
#pragma once

#include <carboy/detail/printed.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carboy::testing {

// A name and a value, which may be text, a number or a bool: {"name", "Ada"}, {"page", 2}.
struct Field {
  template <carboy::detail::Printable T>
  Field(std::string field_name, const T& field_value)
      : name(std::move(field_name)), value(carboy::detail::printed(field_value)) {}
  std::string name, value;
};

// A file of a form: {"photo", "me.png", bytes, "image/png"}.
struct Upload {
  std::string field, file_name, content;
  std::string content_type = "application/octet-stream";
};

// What a request has besides its method and target. It has at most one body: a form, perhaps with
// files, or `json`, or `body`.
//
//   client.get("/search", {.query = {{"q", "Emma"}}, .headers = {{"Accept", "text/html"}}});
//   client.post("/orders", {.json = {{"book", "Emma"}}});
//   client.post("/upload", {.files = {{"cover", "emma.png", bytes}}});
struct Sent {
  // Fields to be added to the query of the target.
  std::vector<Field> query = {};
  std::vector<Field> headers = {};
  // The fields of a form. The body is urlencoded, or multipart if there are files.
  std::vector<Field> form = {};
  std::vector<Upload> files = {};
  // A body of application/json.
  nlohmann::json json = nlohmann::json::value_t::discarded;
  // Any other body, and its content type.
  std::string body = {};
  std::string content_type = {};
  // Whether the client follows redirects. Response::history() has those that it followed.
  bool follow_redirects = false;
  // Called with each piece of a streamed body. If it returns false, the client closes the
  // connection.
  std::function<bool(std::string_view piece)> on_piece = {};
};

}  // namespace carboy::testing

#include <carboy/testing/detail/request.ipp>
