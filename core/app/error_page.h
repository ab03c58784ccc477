// The page a client sees when nobody answers for an error.
#pragma once

#include <string_view>

#include "core/http/message.h"

namespace carboy::core::app {

// Makes `response` a small HTML page for the status. `detail` (escaped here) is the sentence below
// the title; empty: a general one. What was in the response before is gone.
void set_error_page(http::Response& response, int status, std::string_view detail);

}  // namespace carboy::core::app
