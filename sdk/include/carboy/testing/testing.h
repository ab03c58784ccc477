// The test kit: an app inside the test program, clients for it, recordings of signals, and
// matchers. It is all that a test includes, since GoogleTest comes with it.
//
//   #include <carboy/testing/testing.h>
//
//   TEST(Guestbook, KeepsAnEntry) {
//     carboy::testing::App app(GUESTBOOK_SO, {{"guestbook", {{"page_size", 5}}}});
//     auto client = app.client();
//     client.post("/guestbook/", {.form = {{"name", "Ada"}, {"text", "Hi"}}});
//     EXPECT_THAT(client.get("/guestbook/").text(), testing::HasSubstr("Ada"));
//   }
//
// The host loads the extension's file over the same boundary as in `carboy run`, so a test sees
// what users will see. Of the headers below only matchers.h needs GoogleTest.
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
