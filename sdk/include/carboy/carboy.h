// Everything an extension needs, but for JSON values (<carboy/json.h>) and other extensions'
// services (<carboy/NAME/...>).
#pragma once

// Each before those that include it: a compiler tells with an error how it came to the header, and
// this keeps that short.
// clang-format off
#include <carboy/detail/printed.h>
#include <carboy/error.h>
#include <carboy/request.h>
#include <carboy/response.h>
#include <carboy/send_file.h>
#include <carboy/resource.h>
#include <carboy/stream.h>
#include <carboy/rule_default.h>
#include <carboy/rule.h>
#include <carboy/log.h>
#include <carboy/markup.h>
#include <carboy/clock.h>
#include <carboy/service.h>
#include <carboy/value.h>
#include <carboy/signal.h>
#include <carboy/detail/view.h>
#include <carboy/wrapper.h>
#include <carboy/hooks.h>
#include <carboy/route.h>
#include <carboy/rule_of_methods.h>
#include <carboy/blueprint.h>
#include <carboy/detail/converter.h>
#include <carboy/context.h>
#include <carboy/config.h>
#include <carboy/app.h>
// clang-format on
