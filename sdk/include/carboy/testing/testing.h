// The test kit: an app in the test program, a client for it, and what happened recorded. What tests
// include; <carboy/testing/matchers.h> has matchers for GoogleTest beside it.
//
//   carboy::testing::App app(GUESTBOOK_SO, {{"guestbook", {{"page_size", 5}}}});
//   auto client = app.client();
//   auto page = client.get("/guestbook/");
//
// It loads the extension's file over the same boundary as `carboy run`.
#pragma once

#include <carboy/carboy.h>
#include <carboy/testing/app.h>
#include <carboy/testing/client.h>
#include <carboy/testing/clock.h>
#include <carboy/testing/recording.h>
#include <carboy/testing/response.h>
#include <carboy/testing/temporary_folder.h>
