// The page a client sees when nobody answers for an error.
#pragma once

#include <string_view>

#include "core/http/message.h"

namespace carboy::core::app {

// Makes `response` a small HTML page for the status. `detail` (escaped here) is the sentence below
// the title; empty: a general one. What was in the response before is gone.
void set_error_page(http::Response& response, int status, std::string_view detail);

// Makes `response` the page of a redirect to `location`, which is percent-encoded, as Werkzeug's
// redirect() does, with the Location field. What was in the response before is gone.
void set_redirect_page(http::Response& response, int status, std::string_view location);

}  // namespace carboy::core::app
