// Large bodies: received to the disk, and sent from it.
#include <fcntl.h>
#include <gmock/gmock.h>

#include <filesystem>

#include "core/base/descriptor.h"
#include "core/base/testing/temporary_folder.h"
#include "core/server/testing/toy_stream.h"

namespace carboy::core::server {
namespace {

using app::Place;
using std::chrono::milliseconds;
using ::testing::EndsWith;
using testing::eventually;
using ::testing::HasSubstr;
using testing::RawClient;
using testing::RawResponse;

std::string bytes_of(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>('a' + (i * i / 7) % 26);
  return bytes;
}

std::size_t open_files() {
  const auto all = std::filesystem::directory_iterator("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

std::string chunked(std::string_view bytes, std::size_t piece) {
  std::string text;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    char size[32];
    std::snprintf(size, sizeof size, "%zx\r\n", std::min(piece, bytes.size()));
    text.append(size).append(bytes.substr(0, piece)).append("\r\n");
  }
  return text + "0\r\nTrailer: x\r\n\r\n";
}

class ServerBodyTest : public testing::ServerTest {
 protected:
  static constexpr std::size_t kInMemory = 100'000;

  ServerBodyTest() {
    options.limits.max_body_in_memory = kInMemory;
    options.limits.temporary_folder = folder.path();
    const auto view = [this](app::Exchange& exchange) {
      on_disk = !exchange.body.is_in_memory();
      std::string piece(1000, ' ');
      std::string all;
      while (const std::size_t got = exchange.body.read(all.size(), piece)) {
        all.append(piece, 0, got);
      }
      exchange.response.body.assign(all == exchange.body.view() ? all : "differs");
    };
    app.add("/large", Place::loop, view);
    app.add("/large-pool", Place::worker, view);
  }
  static std::string post(std::string_view target, std::string_view body) {
    return "POST " + std::string(target) +
           " HTTP/1.1\r\nHost: t\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           std::string(body);
  }
  static std::string post_chunked(std::string_view target, std::string_view body) {
    return "POST " + std::string(target) +
           " HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(body, 5000);
  }
  // A stream of a file of `has` bytes, with a Content-Length of `says`.
  void add_file(const std::string& path, std::size_t has, std::uint64_t says, bool with_length) {
    const auto file = folder.write(path.substr(1), "xx" + bytes_of(has));
    app.add(path, Place::worker, [file, says, with_length](app::Exchange& exchange) {
      if (with_length) {
        EXPECT_TRUE(exchange.response.fields.add("Content-Length", std::to_string(says)));
      }
      exchange.response.body.stream(std::make_unique<testing::FileStream>(file, 2, says));
    });
  }

  base::TemporaryFolder folder;

  std::atomic<bool> on_disk{false};
};

TEST_F(ServerBodyTest, ABodyAboveTheLimitIsStoredOnTheDisk) {
  start();
  RawClient client = connect();
  const std::size_t piece = 128 * 1024;
  for (const std::size_t size : {kInMemory - 1, kInMemory, kInMemory + 1, piece - 1, piece,
                                 piece + 1, 2 * piece, std::size_t{1'000'003}}) {
    const std::string body = bytes_of(size);
    for (const char* target : {"/large", "/large-pool"}) {
      for (const std::string& request : {post(target, body), post_chunked(target, body)}) {
        ASSERT_TRUE(client.send(request));
        EXPECT_EQ(client.read_response().body, body) << size << target;
        // The length of a chunked body is known only at its end.
        if (size <= kInMemory || size >= piece) {
          EXPECT_EQ(on_disk, size > kInMemory) << size << target;
        }
      }
    }
  }
  EXPECT_EQ(folder.count(), 0) << "the files have no names";
}

TEST_F(ServerBodyTest, WhatFollowsALargeBodyIsTheNextRequest) {
  start();
  RawClient client = connect();
  const std::string body = bytes_of(300'000);
  const std::string next = "GET /hello HTTP/1.1\r\nHost: t\r\n\r\n";
  client.send(post("/large", body) + next + post_chunked("/large", body) + next);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(client.read_response().body, body);
    EXPECT_EQ(client.read_response().body, "hello");
  }
}

TEST_F(ServerBodyTest, OthersAreServedWhileABodyComes) {
  options.loops = 1;
  start();
  const std::string body = bytes_of(3'000'000);
  RawClient large = connect();
  large.send("POST /large HTTP/1.1\r\nHost: t\r\nContent-Length: 3000000\r\n\r\n");
  RawClient other = connect();
  for (std::size_t at = 0; at < body.size(); at += 500'000) {
    large.send(body.substr(at, 500'000));
    EXPECT_EQ(other.get("/hello").body, "hello");
  }
  EXPECT_EQ(large.read_response().body, body);
}

TEST_F(ServerBodyTest, AFullDiskIsA507) {
  options.limits.temporary_folder = "/proc/no-such-folder";
  start();
  const std::string body = bytes_of(3'000'000);
  for (const std::string& request : {post("/large", body), post_chunked("/large", body)}) {
    RawClient client = connect();
    client.send(request);
    client.finish_sending();
    const RawResponse response = client.read_response();
    EXPECT_EQ(response.status, 507);
    EXPECT_TRUE(response.has("Connection: close\r\n"));
    EXPECT_THAT(response.body, Not(HasSubstr("/proc")));
    EXPECT_THAT(last_report(), HasSubstr("/proc/no-such-folder"));
  }
  EXPECT_EQ(app.prepared, 0);
  EXPECT_EQ(connect().get("/hello").status, 200);
}

TEST_F(ServerBodyTest, AClientThatLeavesInTheMiddleLeavesNothing) {
  start();
  EXPECT_EQ(connect().get("/hello").status, 200);
  const std::size_t before = open_files();
  for (int i = 0; i < 20; ++i) {
    RawClient client = connect();
    client.send("POST /large HTTP/1.1\r\nHost: t\r\nContent-Length: 3000000\r\n\r\n");
    client.send(bytes_of(500'000));
    if (i % 2 == 0) client.reset();
  }
  EXPECT_TRUE(eventually([&] { return open_files() <= before; })) << open_files() << before;
  EXPECT_EQ(app.prepared, 1);
}

TEST_F(ServerBodyTest, ABodyThatDripsIsA408) {
  options.timeouts.grace = milliseconds(300);
  options.timeouts.body_rate = 1000;
  start();
  for (const char* framing :
       {"Content-Length: 10000", "Content-Length: 900000", "Transfer-Encoding: chunked"}) {
    RawClient client = connect();
    client.send("POST /large HTTP/1.1\r\nHost: t\r\n" + std::string(framing) + "\r\n\r\n");
    while (!client.readable_within(20) && client.send("1\r\nx\r\n")) {
    }
    const RawResponse response = client.read_response();
    EXPECT_EQ(response.status, 408) << framing;
    EXPECT_THAT(response.body, HasSubstr("too slowly"));
  }
}

TEST_F(ServerBodyTest, ABodyAboveTheRateMayTakeItsTime) {
  options.timeouts.grace = milliseconds(100);
  options.timeouts.body_rate = 1000;
  start();
  RawClient client = connect();
  client.send("POST /large HTTP/1.1\r\nHost: t\r\nContent-Length: 20000\r\n\r\n");
  for (int i = 0; i < 10; ++i) {
    EXPECT_FALSE(client.readable_within(60));
    client.send(bytes_of(2000));
  }
  EXPECT_EQ(client.read_response().status, 200);
}

TEST_F(ServerBodyTest, SendsPartsOfFiles) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{10'000'000}}) {
    add_file("/file" + std::to_string(size), size, size, true);
    add_file("/until-close" + std::to_string(size), size, size, false);
  }
  start();
  RawClient client = connect();
  for (const std::size_t size : {0, 1, 10'000'000}) {
    const std::string number = std::to_string(size);
    EXPECT_EQ(client.get("/file" + number).body, bytes_of(size));
    client.send("HEAD /file" + number + " HTTP/1.1\r\nHost: t\r\n\r\n");
    EXPECT_TRUE(client.read_response(true).has("Content-Length: " + number + "\r\n"));
    EXPECT_EQ(client.get("/until-close" + number).body, "written") << "in chunks";
    RawClient old = connect();
    old.send("GET /until-close" + number + " HTTP/1.0\r\n\r\n");
    EXPECT_THAT(old.read_all(), EndsWith("\r\n\r\n" + bytes_of(size)));
  }
}

TEST_F(ServerBodyTest, AFileThatIsTooShortCutsTheResponseOff) {
  add_file("/short", 100'000, 200'000, true);
  start();
  RawClient client = connect();
  const RawResponse response = client.get("/short");
  EXPECT_EQ(response.status, 200);
  EXPECT_FALSE(response.complete);
}

TEST_F(ServerBodyTest, ASlowReaderOfAFileDelaysNoOtherClient) {
  options.loops = options.workers = 1;
  add_file("/file", 20'000'000, 20'000'000, true);
  start();
  RawClient slow = connect(4096);
  slow.send("GET /file HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_TRUE(slow.readable_within(5000));
  RawClient other = connect();
  EXPECT_EQ(other.get("/pool").body, "pooled");
  EXPECT_EQ(other.get("/file").body, bytes_of(20'000'000));
  EXPECT_EQ(slow.read_response().body, bytes_of(20'000'000));
}

}  // namespace
}  // namespace carboy::core::server
