// The pages that a client sees for errors without a handler, and for redirects.
//
// Thread rule: plain functions.
#pragma once

#include <string_view>

#include "core/http/message.h"

namespace carboy::core::app {

// Replaces the response by a small HTML page for the status. `detail` is the sentence below the
// title and is escaped here; if it is empty, the page has a general sentence.
void set_error_page(http::Response& response, int status, std::string_view detail);

// Replaces the response by a redirect to `location`, which is percent-encoded already: the Location
// field and a page like that of Werkzeug's redirect().
void set_redirect_page(http::Response& response, int status, std::string_view location);

}  // namespace carboy::core::app
