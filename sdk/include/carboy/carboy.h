// Everything an extension needs, but for JSON values (<carboy/json.h>) and other extensions'
// services (<carboy/NAME/...>).
#pragma once

#include <carboy/app.h>
#include <carboy/error.h>
#include <carboy/log.h>
#include <carboy/request.h>
#include <carboy/response.h>
#include <carboy/rule.h>
#include <carboy/service.h>
#include <carboy/signal.h>
#include <carboy/value.h>
#include <carboy/view.h>
#include <carboy/wrapper.h>
