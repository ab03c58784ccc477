#include "core/app/error_page.h"

#include <string>

#include "core/base/html.h"
#include "core/http/location.h"

namespace carboy::core::app {
namespace {

std::string_view general_sentence(int status) {
  switch (status) {
    case 400:
      return "The server could not make sense of this request.";
    case 401:
      return "This page is for people the server knows; please log in.";
    case 403:
      return "You are not allowed to see this page.";
    case 404:
      return "There is nothing at this address.";
    case 405:
      return "This address does not take requests of this method.";
    case 406:
      return "The server has nothing of the kind that was asked for.";
    case 408:
      return "The request took too long to arrive.";
    case 409:
      return "The request is at odds with what the server has now.";
    case 410:
      return "What was here is gone for good.";
    case 413:
      return "The request is larger than the server takes.";
    case 415:
      return "The server does not take content of this type.";
    case 422:
      return "The request was understood, but its content is not right.";
    case 429:
      return "Too many requests came from you; please wait a while.";
    case 500:
      return "Something went wrong here. It has been written to the server's log.";
    case 503:
      return "This is not available right now; please try again in a moment.";
    default:
      return status < 500 ? "The request could not be answered." : "Something went wrong here.";
  }
}

}  // namespace

void set_error_page(http::Response& response, int status, std::string_view detail) {
  const std::string_view phrase = http::reason_phrase(status);
  std::string page = "<!doctype html>\n<html lang=en>\n<title>";
  page.append(std::to_string(status)).append(" ").append(phrase).append("</title>\n<h1>");
  page.append(phrase).append("</h1>\n<p>");
  base::append_html_escaped(page, detail.empty() ? general_sentence(status) : detail);
  page.append("</p>\n");

  response.clear();
  response.status = status;
  static_cast<void>(response.fields.set("Content-Type", "text/html; charset=utf-8"));
  response.body.assign(page);
}

void set_redirect_page(http::Response& response, int status, std::string_view location) {
  response.clear();
  response.status = status;
  static_cast<void>(response.fields.set("Content-Type", "text/html; charset=utf-8"));
  static_cast<void>(response.fields.set("Location", location));
  response.body.assign(http::redirect_page(location));
}

}  // namespace carboy::core::app
