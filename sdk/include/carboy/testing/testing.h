// The test kit: an app in the test program, a client for it, what happened recorded, and matchers.
// All that a test includes: GoogleTest comes with it. (The headers below need GoogleTest only in
// matchers.h.)
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
#include <carboy/testing/matchers.h>
#include <carboy/testing/recording.h>
#include <carboy/testing/response.h>
#include <carboy/testing/temporary_folder.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
