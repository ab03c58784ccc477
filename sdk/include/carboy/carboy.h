// Everything that an extension needs, except JSON (<carboy/json.h>), stored pages
// (<carboy/pages.h>) and the services of other extensions (<carboy/NAME/...>).
//
//   #include <carboy/carboy.h>
//
//   void init_app(carboy::App& app) {
//     app.get("/", [] { return "Hello, World!"; });
//   }
//
//   CARBOY_EXTENSION(init_app)
//
// It does not include <chrono>, <memory> and other headers that are slow to compile. Include what
// you use.
#pragma once

// Each header is included before those that include it: with an error, a compiler reports how it came
// to the header, and this order keeps the report short.
// clang-format off
#include <carboy/error.h>
#include <carboy/values.h>
#include <carboy/files.h>
#include <carboy/request.h>
#include <carboy/response.h>
#include <carboy/send_file.h>
#include <carboy/resource.h>
#include <carboy/stream.h>
#include <carboy/detail/rule_check.h>
#include <carboy/detail/rule.h>
#include <carboy/rule.h>
#include <carboy/log.h>
#include <carboy/markup.h>
#include <carboy/clock.h>
#include <carboy/secret.h>
#include <carboy/service.h>
#include <carboy/value.h>
#include <carboy/signal.h>
#include <carboy/detail/view.h>
#include <carboy/wrapper.h>
#include <carboy/detail/wrapper.h>
#include <carboy/hooks.h>
#include <carboy/detail/hooks.h>
#include <carboy/route.h>
#include <carboy/detail/rule_of_methods.h>
#include <carboy/detail/fixed_prefix.h>
#include <carboy/blueprint.h>
#include <carboy/context.h>
#include <carboy/config.h>
#include <carboy/detail/converter.h>
#include <carboy/detail/app.h>
#include <carboy/app.h>
// clang-format on
