// An app inside a test program: what the test kit's face (carboy/testing/testing.h) is made of.
//
// Thread rule: a TestClient belongs to one thread; several clients of one app may work at once.
// TestApp's logs, time and url_for from any thread, the rest from the thread that made it, while no
// client works. Text that is given out is borrowed until the next call of the same object.
#pragma once

#include <carboy/abi/host.h>
#include <carboy/abi/registrar.h>
#include <carboy/abi/request.h>
#include <carboy/abi/types.h>

namespace carboy::abi {

struct TestRequest {
  uint32_t size = sizeof(TestRequest);
  Text method = Text("GET", 3);
  // A path with its query, or a whole URL (http, https); in any language.
  Text target;
  const HeaderField* headers = nullptr;
  size_t header_count = 0;
  Bytes body;
  bool follow_redirects = false;
};

// Is told an answer, or, with follow_redirects, all that led to it, one after the other.
struct TestAnswer : Service {
  // What was asked for, and the status line.
  virtual void begin(Text method, Text url, int32_t status, Text reason) noexcept = 0;
  virtual void header(Text name, Text value) noexcept = 0;
  // A Set-Cookie header, read.
  virtual void cookie(const Cookie* cookie) noexcept = 0;
  // Of a stream each piece as it was written, before begin(). Anything but ok ends the stream, as a
  // client does that goes.
  virtual Status piece(Bytes bytes) noexcept = 0;
  // is_whole: false when the stream failed or was ended.
  virtual void end(bool is_whole) noexcept = 0;

 protected:
  ~TestAnswer() = default;
};

// A browser without pictures: it keeps cookies (RFC 6265) and follows redirects as Werkzeug's
// client.
struct TestClient : Service {
  // failed: `error` says why; a redirect that leads out of the app or in a circle.
  virtual Status send(const TestRequest* request, TestAnswer* answer, TextSink error) noexcept = 0;
  // The cookie that the client would send to its base URL's host with this path; not_found.
  virtual Status cookie(Text name, Text path, TextSink value) noexcept = 0;
  // Without a domain it is for the base URL's host. refused: a name that there cannot be.
  virtual Status set_cookie(const Cookie* cookie) noexcept = 0;
  virtual void delete_cookie(Text name) noexcept = 0;
  // Frees it.
  virtual void drop() noexcept = 0;

 protected:
  ~TestClient() = default;
};

// Is told the lines of a command, and answers its questions.
struct TestTerminal : Service {
  virtual void print(Text line, bool is_error) noexcept = 0;
  // Bytes of standard output, as they are.
  virtual void write(Bytes bytes) noexcept = 0;
  // Whether somebody answers.
  virtual bool is_terminal() noexcept = 0;
  // not_found: no answer is left.
  virtual Status read(Text prompt, bool secret, TextSink out) noexcept = 0;

 protected:
  ~TestTerminal() = default;
};

struct TestLogLine {
  LogLevel level = LogLevel::debug;
  Text who;  // the extension, or "carboy"
  Text line;
};

struct TestApp : Service {
  // What the test program itself registers, as one more extension named "test". Null when refused.
  // Routes and hooks have to be there before start().
  virtual Registrar* begin_setup() noexcept = 0;
  // Ends it; with `keep` what was registered is effective from now on. failed: routes or hooks that
  // come after start().
  virtual Status end_setup(bool keep, TextSink error) noexcept = 0;
  // The host as the test program sees it.
  virtual Host* host() noexcept = 0;
  // Requirements on this extension count as met although it is not there. Of a service's id
  // ("carboy.Identity"), what is under "uses".
  virtual void stand_in(Text extension) noexcept = 0;
  // Once; later calls do nothing. failed: `error` is the host's report.
  virtual Status start(TextSink error) noexcept = 0;
  // Stops all extensions.
  virtual void stop() noexcept = 0;
  // Starts the app. Null: `error` says why.
  virtual TestClient* client(Text base_url, TextSink error) noexcept = 0;
  // A command and its arguments; the exit status that `carboy` would have.
  virtual int32_t run(const Text* words, size_t count, TestTerminal* terminal) noexcept = 0;
  // Swaps an extension for another file. `words`: what `carboy ext reload` says, or why not.
  virtual Status reload(Text extension, Text file, TextSink words) noexcept = 0;
  // A path. failed: `words` says why.
  virtual Status url_for(Text endpoint, const Text* values, size_t count,
                         TextSink words) noexcept = 0;
  virtual size_t log_count() noexcept = 0;
  // Borrowed for as long as the app lives.
  virtual TestLogLine log_at(size_t index) noexcept = 0;
  // Nanoseconds since 1970. Time stands still but for these two; no timer runs by set_time.
  virtual int64_t time() noexcept = 0;
  virtual void set_time(int64_t nanoseconds) noexcept = 0;
  // Runs the timers that become due on the calling thread, in their order.
  virtual Status advance(int64_t nanoseconds) noexcept = 0;
  // The app's folder, which is gone with it.
  virtual Text folder() noexcept = 0;
  // Stops what runs and frees it.
  virtual void drop() noexcept = 0;

 protected:
  ~TestApp() = default;
};

// "carboy.TestHost" 1
struct TestHost : Service {
  // An app of these extensions' files. `settings` is JSON: app.toml's tables. Nothing is started
  // yet. Null: `error` says why.
  virtual TestApp* make(const Text* files, size_t count, Text settings,
                        TextSink error) noexcept = 0;

 protected:
  ~TestHost() = default;
};

}  // namespace carboy::abi
